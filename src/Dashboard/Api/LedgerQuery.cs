using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>The question of the ledger and of the dead letters, read from the address.</summary>
/// <param name="Ask">What to ask.</param>
/// <param name="Gateway">One gateway, or null for all.</param>
public sealed record LedgerQuery(AskLedger Ask, string? Gateway)
{
    /// <summary>Most lines of one page.</summary>
    public const int MostLines = 1_000;
    private const int UsualLines = 200;

    /// <summary>States a message can be in.</summary>
    public static IReadOnlyList<string> States { get; } =
        ["received", "converted", "published", "stored", "dead", "refused", "undelivered"];

    internal static Result<LedgerQuery> Read(
        IQueryCollection parameters, TimeZoneInfo zone, int usual = UsualLines, params string[] alsoKnown)
    {
        var query = new DeskQuery(parameters, zone);
        var ask = new AskLedger
        {
            Sender = query.Text("sender"),
            From = query.Moment("from"),
            To = query.Moment("to"),
            State = query.Word("state", States),
            Limit = query.Number("limit", 1, MostLines, usual),
            After = query.Place("after"),
        };
        if (ask is { From: { } from, To: { } to } && from >= to)
            query.Add(HubError.FieldMalformed("to", "after from"));
        var read = new LedgerQuery(ask, query.Text("gateway"));
        return query.Errors(alsoKnown) is { Count: > 0 } errors ? Result<LedgerQuery>.Failed(errors) : read;
    }
}
