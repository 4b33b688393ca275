using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Maps;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads every file of channels/ and what only shows when they are laid side by side.</summary>
internal static class ChannelFolder
{
    public static (IReadOnlyList<InboundChannel> Inbound, IReadOnlyList<OutboundChannel> Outbound) Read(
        string folder, HubSettings settings, MemberDirectory members, Findings findings)
    {
        var inbound = new List<InboundChannel>();
        var outbound = new List<OutboundChannel>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var ports = HttpPorts(settings);
        var codes = CodeFolder.Read(folder, findings);
        foreach (var name in FolderFiles.In(folder, ChannelFile.Folder, ".yaml", findings))
        {
            var file = YamlFile.Open(folder, name, findings);
            var (received, sent) = ChannelFile.Read(file, members, codes);
            var channel = received?.Name ?? sent?.Name ?? "";
            if (channel.Length > 0 && !names.TryAdd(channel, name))
                file.Error("name", $"\"{channel}\" is already the channel of {names[channel]}");
            if (received is { Port: > 0 } && !ports.TryAdd(received.Port, name))
                file.Error("port", $"{received.Port} is already taken by {ports[received.Port]}");
            if (received is not null)
                inbound.Add(received);
            if (sent is not null)
                outbound.Add(sent);
        }
        return (inbound, outbound);
    }

    private static Dictionary<int, string> HttpPorts(HubSettings settings) =>
        settings.Urls
            .Select(u => Uri.TryCreate(u.Replace("//+", "//0.0.0.0").Replace("//*", "//0.0.0.0"), UriKind.Absolute,
                out var uri) ? uri.Port : 0)
            .Where(p => p > 0)
            .Distinct()
            .ToDictionary(p => p, _ => $"http.urls of {HubFile.Name}");
}
