using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>How values are written in <c>gateway.db</c>.</summary>
internal static class JournalText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a database column, never a page
    };

    public static string Text(this Guid id) => id.ToString("D");

    public static string? List<T>(IReadOnlyList<T> items) =>
        items.Count == 0 ? null : JsonSerializer.Serialize(items, Json);

    public static IReadOnlyList<T> ReadList<T>(this SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? [] : JsonSerializer.Deserialize<IReadOnlyList<T>>(r.GetString(column), Json) ?? [];

    public static DateTimeOffset Time(this SqliteDataReader r, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? null : r.Time(column);

    public static string? TextOrNull(this SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? null : r.GetString(column);

    public static byte[]? BytesOrNull(this SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? null : r.GetFieldValue<byte[]>(column);

    /// <summary>Content, opened; null when there is none, or it does not open.</summary>
    public static byte[]? BytesOrNull(this SqliteDataReader r, int column, Sealer sealer, SealedPlace place) =>
        r.BytesOrNull(column) is { } stored && sealer.Open(stored, place).TryGet(out var plain, out _) ? plain : null;

    /// <summary>Content of a column that held text before it was sealed.</summary>
    public static Result<string> Utf8(this SqliteDataReader r, int column, Sealer sealer, SealedPlace place) =>
        sealer.Open(r.GetFieldValue<byte[]>(column), place).Then<string>(plain => Encoding.UTF8.GetString(plain));

    public static Guid Id(this SqliteDataReader r, int column) => Guid.Parse(r.GetString(column));

    /// <summary>Adds an uncommon step to the trace of a message; the common ones are read from its row.</summary>
    public static void Note(this JournalSession session, Guid message, DateTimeOffset at, string step, string note) =>
        session.Execute("insert into trace (message_id, at, step, note) values (@id, @at, @step, @note)",
            ("@id", message.Text()), ("@at", at.ToUnixTimeMilliseconds()), ("@step", step), ("@note", note));

}
