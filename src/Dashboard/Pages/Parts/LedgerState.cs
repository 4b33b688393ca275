namespace IntegrationHub.Dashboard.Pages.Parts;

/// <summary>Tones of the states of a message.</summary>
internal static class LedgerState
{
    internal static string Tone(string state) => state switch
    {
        "stored" or "delivered" => "good",
        "dead" => "bad",
        _ => "calm",
    };
}
