using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationHub.Contracts;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;

namespace IntegrationHub.Hub.Demo;

/// <summary>DATA/demo.json: what scripts need to drive the demo. There while the demo is ready, and only
/// then.</summary>
internal sealed record DemoFile(
    string Fhir, IReadOnlyList<DemoFile.Channel> Channels, IReadOnlyList<DemoFile.Client> Clients)
{
    public const string Name = "demo.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file, never part of a page
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>An inbound channel.</summary>
    public sealed record Channel(
        string Name, string Member, string Tier, string Protocol, int Port, string Charset, string Facility);

    /// <summary>A member's FHIR client with its bearer token.</summary>
    public sealed record Client(string Member, string Tier, string Token);

    public static DemoFile Of(HubConfiguration configuration, IReadOnlyDictionary<string, string> tokens)
    {
        string Tier(string member) => MembersTemplate.Word(configuration.Members.Find(member)?.Tier ?? default);
        return new(
            configuration.Settings.Urls[0] + "/fhir",
            [.. configuration.Inbound.OrderBy(c => c.Port).Select(c => new Channel(
                c.Name, c.Member, Tier(c.Member), "mllp", c.Port, c.Charset, Facility(configuration.Members, c)))],
            [.. tokens.Select(t => new Client(t.Key, Tier(t.Key), t.Value))]);
    }

    /// <summary>Written whole or not at all, readable by its owner only: it holds tokens.</summary>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, Name),
        JsonSerializer.Serialize(this, Json));

    public static void Remove(string folder) => File.Delete(Path.Combine(folder, Name));

    /// <summary>Address of the demo that runs on this folder, or null.</summary>
    public static string? HubOf(string folder)
    {
        var file = Path.Combine(folder, Name);
        if (!File.Exists(file))
            return null;
        try
        {
            var demo = JsonSerializer.Deserialize<DemoFile>(File.ReadAllText(file), Json);
            return demo?.Fhir[..^"/fhir".Length];
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    private static string Facility(MemberDirectory members, Gateway.InboundChannel channel) =>
        channel.Facilities is [var first, ..] ? first : members.Find(channel.Member)?.Facilities[0] ?? "";
}
