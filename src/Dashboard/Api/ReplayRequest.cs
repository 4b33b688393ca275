using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Dashboard;

/// <summary>Which dead letters to run again, and with what text.</summary>
/// <param name="Ids">Message ids, 1 … 1,000.</param>
/// <param name="EditedRaw">Corrected text; then there is exactly one id.</param>
internal sealed record ReplayRequest(IReadOnlyList<Guid> Ids, string? EditedRaw)
{
    internal const int MostIds = 1_000;

    /// <summary>Longest corrected text, in characters; the frame limit of a channel.</summary>
    internal const int LongestText = 16 * 1024 * 1024;

    /// <summary>Reads <c>{"ids": [...], "editedRaw": "..."}</c>.</summary>
    internal static Result<ReplayRequest> Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return HubError.FieldMalformed("body", "a JSON object");

        var errors = body.EnumerateObject().Where(p => p.Name is not ("ids" or "editedRaw")).Take(20)
            .Select(p => HubError.FieldMalformed(p.Name, "a known member; known are ids, editedRaw")).ToList();
        var ids = ReadIds(body, errors);
        string? edited = null;
        if (body.TryGetProperty("editedRaw", out var text) && text.ValueKind != JsonValueKind.Null)
        {
            if (text.ValueKind == JsonValueKind.String)
                edited = text.GetString();
            else
                errors.Add(HubError.FieldMalformed("editedRaw", "a string"));
        }
        return Check(ids, edited, errors);
    }

    /// <summary>Checks what a form or a body holds; all mistakes at once.</summary>
    internal static Result<ReplayRequest> Check(IReadOnlyList<Guid> ids, string? edited, List<HubError> errors)
    {
        if (ids.Count == 0 && errors.Count == 0)
            errors.Add(HubError.FieldMissing("ids", "At least one message id"));
        if (ids.Count > MostIds)
            errors.Add(HubError.LimitExceeded("The number of messages in one replay", MostIds, "ids"));
        if (edited is not null && ids.Count > 1)
            errors.Add(HubError.FieldMalformed("editedRaw", "a correction of exactly one message; give one id"));
        if (edited is { Length: > LongestText })
            errors.Add(HubError.LimitExceeded("A corrected message", LongestText, "editedRaw"));
        if (edited is not null && string.IsNullOrWhiteSpace(edited))
            errors.Add(HubError.FieldMalformed("editedRaw", "a message; leave it out to replay the original"));
        return errors.Count > 0
            ? Result<ReplayRequest>.Failed(errors)
            : new ReplayRequest([.. ids.Distinct()], edited is null ? null : WithSegmentEnds(edited));
    }

    /// <summary>A text area sends CR LF, a file LF; HL7 v2 segments end with CR.</summary>
    private static string WithSegmentEnds(string text) =>
        text.Replace("\r\n", "\r", StringComparison.Ordinal).Replace('\n', '\r');

    private static List<Guid> ReadIds(JsonElement body, List<HubError> errors)
    {
        var ids = new List<Guid>();
        if (!body.TryGetProperty("ids", out var list))
            errors.Add(HubError.FieldMissing("ids", "At least one message id"));
        else if (list.ValueKind != JsonValueKind.Array)
            errors.Add(HubError.FieldMalformed("ids", "a list of message ids"));
        else
            for (var i = 0; i < Math.Min(list.GetArrayLength(), MostIds + 1); i++)
            {
                if (list[i].ValueKind == JsonValueKind.String && list[i].TryGetGuid(out var id))
                    ids.Add(id);
                else
                    errors.Add(HubError.FieldMalformed($"ids[{i}]", "a message id (UUID)"));
            }
        return ids;
    }
}
