using System.Text.Json;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Values that stand in the records of a world, by what searches use them for.</summary>
internal sealed class HuntPools
{
    private static readonly string[] Texts = ["text", "family", "display", "name", "title", "description", "city"];

    private readonly HashSet<string> tokens = [];
    private readonly HashSet<string> references = [];
    private readonly HashSet<string> dates = [];
    private readonly HashSet<string> strings = [];
    private readonly HashSet<string> numbers = [];

    public HuntPools(IEnumerable<string> bodies)
    {
        foreach (var body in bodies)
        {
            using var json = JsonDocument.Parse(body);
            Read(json.RootElement);
        }

        (Tokens, References, Dates, Strings, Numbers) = (
            Sorted(tokens), Sorted(references), Sorted(dates), Sorted(strings), Sorted(numbers));
    }

    public IReadOnlyList<string> Tokens { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> Dates { get; }

    public IReadOnlyList<string> Strings { get; }

    public IReadOnlyList<string> Numbers { get; }

    private void Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Read(item);
        if (element.ValueKind != JsonValueKind.Object)
            return;
        var system = Text(element, "system");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String)
                Take(property.Name, property.Value.GetString()!, system);
            else if (property.Value.ValueKind == JsonValueKind.Number && property.Name == "value")
                numbers.Add(property.Value.GetRawText());
            else
                Read(property.Value);
        }
    }

    private void Take(string name, string value, string? system)
    {
        if (name == "reference")
            references.Add(value);
        else if (name is "code" or "value" or "status" or "gender" or "use")
            tokens.Add(system is null || value.Length % 3 == 0 ? value : $"{system}|{value}");
        else if (Texts.Contains(name))
            strings.Add(value.Length > 3 && value.Length % 2 == 0 ? value[..2] : value);
        else if (value.Length >= 10 && value[4] == '-' && value[7] == '-' && char.IsAsciiDigit(value[0]))
            dates.Add(value.Length % 2 == 0 ? value[..10] : value);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static List<string> Sorted(HashSet<string> values) => [.. values.Order(StringComparer.Ordinal)];
}
