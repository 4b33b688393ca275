using System.Text.Json;
using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>
/// When the source of each demographic field last spoke; decides which value of two is the newer one.
/// </summary>
internal sealed class FieldTimes
{
    // When any message last spoke, also one that brought identifiers only. No element has this name.
    private const string Any = "";

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

    /// <summary>A message of that time has been heard, whatever it said.</summary>
    public void Hear(DateTimeOffset at)
    {
        if (at > this[Any])
            Set(Any, at);
    }

    /// <summary>
    /// The Patient as it is stored. Newer than every message heard: a client wrote it through the FHIR API, and what it
    /// holds is that client's word of that moment (ADR 0012).
    /// </summary>
    public void Read(Patient patient, DateTimeOffset at)
    {
        if (times.Count > 0 && at.ToUnixTimeMilliseconds() <= times.Values.Max())
            return;
        foreach (var field in DemographicField.Of(patient))
            Set(field.Name, at);
    }

    /// <summary>JSON: field → milliseconds since 1970.</summary>
    public override string ToString() => JsonSerializer.Serialize(times);
}
