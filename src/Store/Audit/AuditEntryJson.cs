using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationHub.Store;

/// <summary>
/// Entries as they are stored and hashed: one JSON object a line, short names, nothing that is empty. The bytes are the
/// record; they are never written anew.
/// </summary>
public static class AuditEntryJson
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>A writer for <see cref="Write(Utf8JsonWriter, IBufferWriter{byte}, AuditEntry)"/>.</summary>
    public static Utf8JsonWriter WriterOn(IBufferWriter<byte> buffer) => new(buffer, Compact);

    /// <summary>Adds a line.</summary>
    public static void Write(Utf8JsonWriter json, IBufferWriter<byte> buffer, AuditEntry entry)
    {
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteNumber("t"u8, entry.At.Microseconds());
        json.WriteString("k"u8, entry.Event);
        json.WriteString("a"u8, [entry.Action]);
        json.WriteNumber("s"u8, entry.Status);
        Text(json, "m"u8, entry.Member);
        Text(json, "c"u8, entry.Client);
        Text(json, "p"u8, entry.Person);
        Texts(json, "ro"u8, entry.Roles);
        Text(json, "u"u8, entry.Purpose);
        Text(json, "i"u8, entry.Source);
        Text(json, "q"u8, entry.RequestId);
        Text(json, "e"u8, entry.Part);
        Texts(json, "pt"u8, entry.Patients);
        Texts(json, "cu"u8, entry.Custodians);
        Texts(json, "rs"u8, entry.Resources);
        Text(json, "qs"u8, entry.Query);
        Text(json, "mi"u8, entry.MessageId);
        Text(json, "ci"u8, entry.ControlId);
        Text(json, "ch"u8, entry.Channel);
        Text(json, "to"u8, entry.Recipient);
        if (entry.Grant is { } grant)
            json.WriteString("bg"u8, grant);
        Text(json, "d"u8, entry.Detail);
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
    }

    /// <summary>The lines of a block.</summary>
    public static IReadOnlyList<AuditEntry> Read(ReadOnlyMemory<byte> body)
    {
        var entries = new List<AuditEntry>();
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            entries.Add(One(body.Span[..end]));
            body = body[(end + 1)..];
        }

        return entries;
    }

    private static AuditEntry One(ReadOnlySpan<byte> line)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!;
        return new()
        {
            At = SqlValues.FromMicroseconds(fields["t"].GetInt64()),
            Event = Of("k")!,
            Action = Of("a")![0],
            Status = fields["s"].GetInt32(),
            Member = Of("m") ?? "",
            Client = Of("c") ?? "",
            Person = Of("p"),
            Roles = Many("ro"),
            Purpose = Of("u"),
            Source = Of("i"),
            RequestId = Of("q"),
            Part = Of("e"),
            Patients = Many("pt"),
            Custodians = Many("cu"),
            Resources = Many("rs"),
            Query = Of("qs"),
            MessageId = Of("mi"),
            ControlId = Of("ci"),
            Channel = Of("ch"),
            Recipient = Of("to"),
            Grant = Of("bg") is { } grant ? Guid.Parse(grant) : null,
            Detail = Of("d"),
        };

        string? Of(string name) => fields.TryGetValue(name, out var value) ? value.GetString() : null;

        string[] Many(string name) =>
            fields.TryGetValue(name, out var values) ? [.. values.EnumerateArray().Select(v => v.GetString()!)] : [];
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
