using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>Table 0357, message error condition codes.</summary>
internal static class ErrorConditions
{
    private const string Internal = "207";

    private static readonly Dictionary<string, string> Names = new()
    {
        ["100"] = "Segment sequence error",
        ["101"] = "Required field missing",
        ["102"] = "Data type error",
        ["103"] = "Table value not found",
        ["200"] = "Unsupported message type",
        ["201"] = "Unsupported event code",
        ["202"] = "Unsupported processing id",
        ["203"] = "Unsupported version id",
        ["204"] = "Unknown key identifier",
        ["205"] = "Duplicate key identifier",
        ["206"] = "Application record locked",
        [Internal] = "Application internal error",
    };

    /// <summary>ERR-3.1 and ERR-3.2 for an error of ours.</summary>
    public static (string Code, string Name) Of(HubError error)
    {
        var code = error.Code switch
        {
            HubErrorCode.Unreadable => "100",
            HubErrorCode.FieldMissing => "101",
            HubErrorCode.FieldMalformed or HubErrorCode.CharsetWrong or HubErrorCode.LimitExceeded => "102",
            HubErrorCode.CodeUnmapped => "103",
            HubErrorCode.EventUnsupported when error.Path == "MSH-12" => "203",
            HubErrorCode.EventUnsupported when error.Path == "MSH-9.2" => "201",
            HubErrorCode.EventUnsupported => "200",
            HubErrorCode.ProcessingIdWrong => "202",
            HubErrorCode.NotFound => "204",
            HubErrorCode.Conflict => "205",
            _ => Internal,
        };
        return (code, Names[code]);
    }

    /// <summary>The table's words for a code another system sent; null when the table does not hold it.</summary>
    public static string? NameOf(string? code) => code is null ? null : Names.GetValueOrDefault(code);
}
