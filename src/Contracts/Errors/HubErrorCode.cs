namespace IntegrationHub.Contracts;

/// <summary>Stable codes of failures a person can act on; dashboards, scripts and ERR-5 carry them.</summary>
public enum HubErrorCode
{
    /// <summary>A required field, option or parameter is absent.</summary>
    FieldMissing,

    /// <summary>A value is present but cannot be read as its type.</summary>
    FieldMalformed,

    /// <summary>A local code has no standard code; the original coding is kept.</summary>
    CodeUnmapped,

    /// <summary>The bytes are no HL7 v2 message, FHIR resource or other known form.</summary>
    Unreadable,

    /// <summary>Bytes do not decode in the charset the channel or MSH-18 names.</summary>
    CharsetWrong,

    /// <summary>Message type, trigger event or HL7 version that no map covers.</summary>
    EventUnsupported,

    /// <summary>MSH-4, certificate or token names a sender that may not use this door.</summary>
    SenderNotAllowed,

    /// <summary>MSH-11 does not match the environment: test data on a production hub or the reverse.</summary>
    ProcessingIdWrong,

    /// <summary>A frame, body, page or count exceeds its named limit.</summary>
    LimitExceeded,

    /// <summary>The hub cannot take more now (disk reserve, overload); the sender is to try again later.</summary>
    NotNow,

    /// <summary>A step the referral's transition table does not hold.</summary>
    TransitionNotAllowed,

    /// <summary>The step exists, but it is the other party's turn.</summary>
    NotYourTransition,

    /// <summary>Nothing the caller may see has this name.</summary>
    NotFound,

    /// <summary>The resource was deleted.</summary>
    Gone,

    /// <summary>Credentials are missing, expired or unknown.</summary>
    Unauthorized,

    /// <summary>The door exists but does not open for this caller or method.</summary>
    NotSupported,

    /// <summary>Two writers collided, or the version named is no longer current.</summary>
    Conflict,

    /// <summary>What the client made its request depend on does not hold.</summary>
    PreconditionFailed,

    /// <summary>A condition that must name one resource names several.</summary>
    MultipleMatches,

    /// <summary>The content is well-formed, and a rule of the hub forbids it.</summary>
    BusinessRule,

    /// <summary>An answer in a format that is not written here.</summary>
    NotAcceptable,

    /// <summary>A client asks more than its share; it is to wait and go on.</summary>
    TooManyRequests,

    /// <summary>A configuration file holds a mistake.</summary>
    ConfigurationInvalid,

    /// <summary>A database, broker or hospital system could not be reached.</summary>
    ServiceUnreachable,

    /// <summary>The receiving system answered AE, AR, CE, CR or something that is no acknowledgement.</summary>
    DeliveryRefused,

    /// <summary>A fault of the hub itself; the message is kept as a dead letter.</summary>
    Internal,

    /// <summary>A body of a media type that is not taken here.</summary>
    MediaTypeUnsupported,

    /// <summary>The resource can be read, but breaks a rule of FHIR or of its profile.</summary>
    RuleBroken,
}
