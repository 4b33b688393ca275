using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Why somebody opens content. It goes to the audit trail, never to an address or a log.</summary>
public static class ContentReason
{
    /// <summary>Characters a reason has at least.</summary>
    public const int Shortest = 10;

    /// <summary>Characters a reason has at most.</summary>
    public const int Longest = 500;

    /// <summary>Scripts send the reason in this header, percent-encoded UTF-8.</summary>
    internal const string Header = "X-Ops-Reason";

    internal static async Task<Result<string>> ReadFormAsync(HttpContext http, CancellationToken ct) =>
        Check(http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(ct))["reason"].ToString() : "", "reason");

    /// <summary>The id of the address and the reason of the header; every mistake at once.</summary>
    internal static Result<(Guid Id, string Reason)> ReadHeader(HttpContext http, string id, string expected)
    {
        var errors = new List<HubError>();
        if (!Guid.TryParse(id, out var message))
            errors.Add(HubError.FieldMalformed("id", expected));
        if (!Check(Uri.UnescapeDataString(http.Request.Headers[Header].ToString()), Header).TryGet(out var reason, out var why))
            errors.AddRange(why);
        return errors.Count > 0 ? Result<(Guid, string)>.Failed(errors) : (message, reason!);
    }

    private static Result<string> Check(string text, string path)
    {
        var reason = text.Trim();
        return reason.Length is >= Shortest and <= Longest && !reason.Any(c => char.IsControl(c) && c is not ('\r' or '\n'))
            ? reason
            : HubError.FieldMalformed(path, $"why the content is opened, {Shortest} to {Longest} characters");
    }
}
