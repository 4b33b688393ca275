using System.Text.Json;

namespace IntegrationHub.Store;

/// <summary>The patients of a block, read past everything else.</summary>
internal static class AuditPatients
{
    /// <summary>Keys of the patients, each line's own; the same one may come twice.</summary>
    public static IReadOnlyList<long> In(ReadOnlySpan<byte> body)
    {
        var found = new List<long>();
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            Line(body[..end], found);
            body = body[(end + 1)..];
        }

        return found;
    }

    private static void Line(ReadOnlySpan<byte> line, List<long> found)
    {
        if (line.IndexOf("\"pt\":["u8) < 0)
            return;
        var json = new Utf8JsonReader(line);
        var here = false;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
                here = json.ValueTextEquals("pt"u8);
            else if (here && json.TokenType == JsonTokenType.String)
                found.Add(AuditBlock.PatientKey(json.GetString()!));
        }
    }
}
