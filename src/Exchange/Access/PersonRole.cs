using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What a person does in the consortium. A person may have several roles.</summary>
public enum PersonRole
{
    /// <summary>Connects the member's systems: channels, code tables, clients.</summary>
    HospitalIt,

    /// <summary>Watches queues and dead letters; sees envelopes, never clinical content without a right of its own.</summary>
    Operations,

    /// <summary>Coordinates referrals and bookings.</summary>
    ReferralDesk,

    /// <summary>Treats patients.</summary>
    Clinician,

    /// <summary>Reads the audit trail, reviews broken glass.</summary>
    Auditor,

    /// <summary>Accounts, roles and settings.</summary>
    Administrator,
}

/// <summary>What roles see.</summary>
public static class PersonRoles
{
    /// <summary>Classes of records that a role may see at all, where the access rule opens them.</summary>
    public static RecordClass Allows(this PersonRole role) => role switch
    {
        PersonRole.Clinician => RecordClasses.All & ~RecordClass.Finance,
        PersonRole.ReferralDesk => RecordClass.Identity | RecordClass.Booking | RecordClass.Request | RecordClass.Visit
            | RecordClass.Document,
        _ => RecordClass.Open,
    };
}
