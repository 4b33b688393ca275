using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Configuration;

/// <summary>The whole configuration folder, read and checked.</summary>
internal sealed record HubConfiguration
{
    /// <summary>The folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>What works and should not stay so; said at start and by <c>hub check</c>.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    public required HubSettings Settings { get; init; }

    public required MemberDirectory Members { get; init; }

    public required IReadOnlyList<InboundChannel> Inbound { get; init; }

    public required IReadOnlyList<OutboundChannel> Outbound { get; init; }

    /// <summary>Care relations and sensitive codes.</summary>
    public required AccessPolicy Access { get; init; }

    /// <summary>Reads everything; every mistake of every file is in the findings.</summary>
    public static (HubConfiguration Configuration, IReadOnlyList<Finding> Findings) Read(string folder)
    {
        var findings = new Findings();
        folder = Path.GetFullPath(folder);
        var settings = HubFile.Read(folder, findings);
        var members = MembersFile.Read(folder, findings);
        CheckGateway(settings, members, findings, folder);
        var channels = ChannelFolder.Read(folder, settings, members, findings);
        var access = RuleFolder.Read(folder, members, findings);
        var configuration = new HubConfiguration
        {
            Folder = folder,
            Warnings = findings.Warnings,
            Settings = settings,
            Members = members,
            Inbound = channels.Inbound,
            Outbound = channels.Outbound,
            Access = access,
        };
        return (configuration, findings.All);
    }

    private static void CheckGateway(HubSettings settings, MemberDirectory members, Findings findings, string folder)
    {
        var known = members.All.Select(m => m.Gateway).Distinct().ToArray();
        if (settings.Gateway.Length > 0 && known.Length > 0 && !known.Contains(settings.Gateway))
            YamlFile.Open(folder, HubFile.Name, findings).Error("gateway", $"no member of {MembersFile.Name} stands at "
                + $"\"{settings.Gateway}\"; known there: {string.Join(", ", known)}."
                + NearestName.Hint(settings.Gateway, known));
    }
}
