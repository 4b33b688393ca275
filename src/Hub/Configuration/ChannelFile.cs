using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Maps;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads channels/*.yaml: one file, one connection to one hospital system.</summary>
internal static class ChannelFile
{
    public const string Folder = "channels";

    private const string NamePattern = "^[a-z0-9-]{3,40}$";
    private const string AnyAddress = "0.0.0.0";

    /// <summary>Reads one file; exactly one of the two is set.</summary>
    public static (InboundChannel? In, OutboundChannel? Out) Read(
        YamlSection file, MemberDirectory members, CodeFolder codes)
    {
        var name = file.Name("name", "a short name such as county-general-lis", NamePattern);
        var member = Member(file, members);
        file.Required("direction", "in or out");
        file.Required("port", "the TCP port");
        file.OneOf("protocol", "mllp", ("mllp", "mllp"));
        // Without a readable direction the rest is still checked, as what it looks like.
        var direction = file.OneOf("direction", file.Has("host") ? "out" : "in", ("in", "in"), ("out", "out"));
        var channels = (
            direction == "in" ? Inbound(file, name, member, codes) : null,
            direction == "out" ? Outbound(file, name, member) : null);
        file.Close();
        return channels;
    }

    private static Member Member(YamlSection file, MemberDirectory members)
    {
        var id = file.Required("member", $"an id of {MembersFile.Name}");
        if (members.Find(id) is { } member)
            return member;
        if (id.Length > 0 && members.All.Count > 0)
            file.Error("member", $"\"{id}\" is not in {MembersFile.Name}."
                + NearestName.Hint(id, members.All.Select(m => m.Id)));
        return new() { Id = id, Name = id, Tier = Tier.County, Facilities = [], Gateway = "" };
    }

    private static InboundChannel Inbound(YamlSection file, string name, Member member, CodeFolder codes) => new()
    {
        Name = name,
        Member = member.Id,
        Address = file.Text("address") ?? AnyAddress,
        Port = file.Number("port", 0, 1, 65_535),
        Charset = Charset(file, "auto"),
        Facilities = Facilities(file, member),
        AckWhen = file.OneOf("acknowledge", AckPoint.Journalled,
            ("journalled", AckPoint.Journalled), ("converted", AckPoint.Converted), ("stored", AckPoint.Stored)),
        Map = MapSection.Read(file.Section("map"), codes),
        Tls = ChannelTlsSection.Read(file, inbound: true, FacilitiesOf(file, member)),
    };

    private static OutboundChannel Outbound(YamlSection file, string name, Member member)
    {
        var retry = file.Section("retry");
        var channel = new OutboundChannel
        {
            Name = name,
            Member = member.Id,
            Host = file.Required("host", "the name or address of the hospital's system"),
            Port = file.Number("port", 0, 1, 65_535),
            Charset = Charset(file, "UTF-8"),
            Version = file.OneOf("version", "2.5.1", ("2.3.1", "2.3.1"), ("2.4", "2.4"), ("2.5", "2.5"),
                ("2.5.1", "2.5.1"), ("2.6", "2.6")),
            Application = file.Text("application") ?? "",
            Facility = file.Text("facility"),
            Kinds = Kinds(file),
            Tls = ChannelTlsSection.Read(file, inbound: false, []),
            ConnectTimeout = TimeSpan.FromSeconds(retry.Number("connect-seconds", 10, 1, 120)),
            AckTimeout = TimeSpan.FromSeconds(retry.Number("ack-seconds", 30, 1, 600)),
            RefusalRetries = retry.Number("refusals", 5, 0, 100),
            RetryFirst = TimeSpan.FromSeconds(retry.Number("first-seconds", 5, 1, 600)),
            RetryMost = TimeSpan.FromSeconds(retry.Number("most-seconds", 900, 1, 86_400)),
            ExpireAfter = TimeSpan.FromHours(retry.Number("expire-hours", 72, 1, 8_760)),
        };
        if (channel.RetryFirst > channel.RetryMost)
            retry.Error("first-seconds", "is longer than most-seconds");
        retry.Close();
        return channel;
    }

    private static string Charset(YamlSection file, string usual) =>
        usual == "auto"
            ? file.OneOf("charset", usual, ("auto", "auto"), ("GB18030", "GB18030"), ("UTF-8", "UTF-8"))
            : file.OneOf("charset", usual, ("GB18030", "GB18030"), ("UTF-8", "UTF-8"));

    private static IReadOnlyList<string> FacilitiesOf(YamlSection file, Member member) =>
        file.Texts("facilities") is { Count: > 0 } named ? [.. named.Select(f => f.Value)] : member.Facilities;

    private static List<string> Facilities(YamlSection file, Member member)
    {
        var allowed = new List<string>();
        foreach (var facility in file.Texts("facilities"))
        {
            allowed.Add(facility.Value);
            if (member.Facilities.Count > 0
                && !member.Facilities.Contains(facility.Value, StringComparer.OrdinalIgnoreCase))
                file.Error("facilities", $"\"{facility.Value}\" is no facility of {member.Id}, which has "
                    + $"{string.Join(", ", member.Facilities)}.{NearestName.Hint(facility.Value, member.Facilities)}");
        }
        return allowed;
    }

    private static List<DeliveryKind> Kinds(YamlSection file)
    {
        (string Word, DeliveryKind Kind)[] words =
        [
            ("result", DeliveryKind.Result), ("referral", DeliveryKind.Referral),
            ("referral-status", DeliveryKind.ReferralStatus), ("order", DeliveryKind.Order),
            ("appointment", DeliveryKind.Appointment),
        ];
        var kinds = new List<DeliveryKind>();
        foreach (var text in file.Texts("kinds"))
            if (words.FirstOrDefault(w => w.Word == text.Value) is { Word: not null } found)
                kinds.Add(found.Kind);
            else
                file.Error("kinds", $"\"{text.Value}\" is not one of {string.Join(", ", words.Select(w => w.Word))}."
                    + NearestName.Hint(text.Value, words.Select(w => w.Word)));
        return kinds;
    }
}
