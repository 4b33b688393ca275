using System.Text.Json;

namespace IntegrationHub.Exchange;

/// <summary>
/// When the source of each demographic field last spoke; decides which value of two is the newer one.
/// </summary>
internal sealed class FieldTimes
{
    private readonly SortedDictionary<string, long> times;

    public FieldTimes() => times = new(StringComparer.Ordinal);

    private FieldTimes(SortedDictionary<string, long> times) => this.times = times;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static FieldTimes Parse(string json) =>
        new(new(JsonSerializer.Deserialize<Dictionary<string, long>>(json)!, StringComparer.Ordinal));

    public DateTimeOffset this[string field] => times.TryGetValue(field, out var ms)
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
        : DateTimeOffset.MinValue;

    public void Set(string field, DateTimeOffset at) => times[field] = at.ToUnixTimeMilliseconds();

    /// <summary>JSON: field → milliseconds since 1970.</summary>
    public override string ToString() => JsonSerializer.Serialize(times);
}
