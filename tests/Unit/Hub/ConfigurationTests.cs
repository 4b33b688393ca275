using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>Every mistake of a configuration folder, at once, each with its place and what is allowed.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Members = """
        members:
          - id: county
            name: 县医院
            tier: county
            facilities: [COUNTY]
            gateway: edge
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_example_folder_is_in_order()
    {
        ConfigurationFolder.Write(folder.Path, ExampleFolder.Files());
        ConfigurationFolder.EnsureKey(folder.Path);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        Assert.Equal(["county-general", "township-center"], configuration.Members.All.Select(m => m.Id));
        Assert.Equal([2575, 2576], configuration.Inbound.Select(c => c.Port));
        Assert.Equal("township-center-out", Assert.Single(configuration.Outbound).Name);
        Assert.Equal(Path.Combine(folder.Path, "data"), configuration.Settings.DataDirectory);
    }

    [Fact]
    public void Every_mistake_of_every_file_is_reported_at_once_with_file_and_line()
    {
        folder.Write("hub.yaml", """
            gateway: edge
            enviroment: P
            exchange:
              database: oracle
            http:
              urls: [ftp://x]
            limits:
              frame-bytes: many
            """);
        folder.Write("members.yaml", """
            members:
              - id: county
                name: 县医院
                tier: countty
                facilities: [COUNTY]
                gateway: edge
                superior: citty
              - id: city
                name: 市医院
                tier: city
                facilities: [County]
                gateway: edge
            """);
        folder.Write("channels/a.yaml", """
            name: county-his
            member: conty
            direction: in
            port: 70000
            charset: gbk
            """);

        Assert.Equal(
            [
                "channels/a.yaml:2: member: \"conty\" is not in members.yaml. Did you mean \"county\"?",
                "channels/a.yaml:4: port: \"70000\" is not a whole number from 1 to 65535",
                "channels/a.yaml:5: charset: \"gbk\" is not one of auto, GB18030, UTF-8.",
                "hub.yaml:1: environment: is required: P for production, T for training, D for debugging (what MSH-11 must say)",
                "hub.yaml:2: enviroment: unknown key. Did you mean \"environment\"? Known here: access, audit, bus, data, demo, "
                    + "environment, exchange, fhir, gateway, http, keys, limits, log, ops, tls",
                "hub.yaml:4: exchange.database: \"oracle\" is not one of sqlite, postgres.",
                "hub.yaml:6: http.urls: \"ftp://x\" is no address such as http://0.0.0.0:8080",
                "hub.yaml:8: limits.frame-bytes: \"many\" is not a whole number from 1024 to 67108864",
                "members.yaml:4: tier: \"countty\" is not one of city, county, township, village. Did you mean \"county\"?",
                "members.yaml:7: superior: \"citty\" is no other member. Did you mean \"city\"?",
                "members.yaml:11: facilities: \"County\" already belongs to county; a facility names one member",
            ],
            Findings().Select(f => f.Replace("members[1].", "").Replace("members[2].", "")));
    }

    [Theory]
    [InlineData("3 years", 36, null)]
    [InlineData("6 months", 6, null)]
    [InlineData("5 months", 36, "hub.yaml:4: audit.keep: \"5 months\" is too short: the law asks for 6 months at least")]
    [InlineData("for ever", 36, "hub.yaml:4: audit.keep: \"for ever\" is no time such as 3 years or 18 months")]
    public void The_audit_trail_is_kept_for_six_months_at_least(string keep, int months, string? finding)
    {
        Hub($"audit:\n  keep: {keep}");
        folder.Write("members.yaml", Members);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Equal(months, configuration.Settings.Audit.KeepMonths);
        Assert.Equal(finding is null ? [] : [finding], findings.Select(f => f.ToString()));
    }

    [Fact]
    public void Names_and_ports_used_twice_are_found_across_files()
    {
        Hub();
        folder.Write("members.yaml", Members);
        folder.Write("channels/a.yaml", Channel("county-his", 2575));
        folder.Write("channels/b.yaml", Channel("county-his", 2575));
        folder.Write("channels/c.yaml", Channel("county-lis", 8080));

        Assert.Equal(
            [
                "channels/b.yaml:1: name: \"county-his\" is already the channel of channels/a.yaml",
                "channels/b.yaml:4: port: 2575 is already taken by channels/a.yaml",
                "channels/c.yaml:4: port: 8080 is already taken by http.urls of hub.yaml",
            ],
            Findings());
    }

    [Fact]
    public void Secrets_in_a_file_and_default_passwords_are_refused()
    {
        Hub("""
            bus:
              transport: rabbitmq
              host: 127.0.0.1
              user: guest
              password: guest
            exchange:
              database: postgres
              connection: Host=db;Username=hub;SSL Mode=VerifyFull;Password=postgres
            """);
        folder.Write("members.yaml", Members);

        Assert.Equal(
            [
                "hub.yaml:6: bus.user: guest is the broker's default user: make one for the hub (docs/operations.md)",
                "hub.yaml:7: bus.password: a secret does not belong in this file: write ${env:NAME} or ${file:PATH}",
                "hub.yaml:7: bus.password: this is a default password, and everybody knows it: choose another one",
                "hub.yaml:10: exchange.connection: the password does not belong in this file: write Password=${env:NAME} or "
                    + "Password=${file:PATH}",
                "hub.yaml:10: exchange.connection: the password is a default one, and everybody knows it: choose another one",
            ],
            Findings());
    }

    [Fact]
    public void Secrets_come_from_files_and_a_semicolon_in_one_stays_part_of_it()
    {
        folder.Write("secrets/db", "a;b=c'd-and-more\n");
        Hub("""
            exchange:
              database: postgres
              connection: Host=db;Username=hub;SSL Mode=VerifyFull;Password=${file:secrets/db}
            """);
        folder.Write("members.yaml", Members);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        var connection = new System.Data.Common.DbConnectionStringBuilder
        {
            ConnectionString =
            configuration.Settings.Connection
        };
        Assert.Equal("a;b=c'd-and-more", connection["password"]);
    }

    [Fact]
    public void A_secret_that_is_not_there_is_a_finding_and_its_value_is_never_printed()
    {
        Hub("""
            ops:
              access: token
              token: ${env:HUB_TEST_NO_SUCH_VARIABLE}
            """);
        folder.Write("members.yaml", Members);

        Assert.Equal(["hub.yaml:5: ops.token: the environment variable HUB_TEST_NO_SUCH_VARIABLE is not set"],
            Findings());
    }

    [Fact]
    public void A_broken_file_does_not_hide_the_mistakes_of_the_others()
    {
        folder.Write("hub.yaml", "gateway: [edge\nenvironment: P\n");
        folder.Write("members.yaml", "members: []\n");
        folder.Write("channels/a.yaml", "- not\n- a block\n");
        folder.Write("channels/stray.yml", "");
        folder.Write("rules/x.yaml", "a: b: c\n");

        var found = Findings();

        Assert.Contains(found, f => f.StartsWith("hub.yaml:", StringComparison.Ordinal) && f.Contains("no valid YAML"));
        Assert.Contains("members.yaml:1: members: is required: a list of the consortium's organisations", found);
        Assert.Contains("channels/a.yaml:1: one document of \"key: value\" lines is expected", found);
        Assert.Contains("channels/stray.yml: is not read: files here end in .yaml", found);
        Assert.Contains(found, f => f.StartsWith("rules/x.yaml:1: no valid YAML", StringComparison.Ordinal));
        Assert.Equal(5, found.Count);
    }

    [Fact]
    public void Maps_and_code_tables_are_read_and_their_mistakes_named()
    {
        Hub();
        folder.Write("members.yaml", Members);
        folder.Write("codes/items.csv",
            "code,system,standard,standrd_display\nGLU,loinc,15074-8,x\n\"a,b\",urn:x,1,\nGLU2,,2,\n");
        folder.Write("channels/a.yaml", Channel("county-his", 2575) + """

            map:
              identifiers:
                mr: not a uri
              codes:
                OBX-3: codes/items.csv
              rewrites:
                - { from: ZPI-3, to: PID13 }
              defaults:
                PV1-2: O
            """);

        Assert.Equal(
            [
                "channels/a.yaml:8: map.identifiers.mr: \"not a uri\" is no absolute URI such as urn:oid:1.2.3 or "
                    + "https://his.example/mrn",
                "channels/a.yaml:12: map.rewrites[1].to: \"PID13\" is no HL7 path such as OBX-3, PID-3(2).4.1 or ZPI-3",
                "codes/items.csv:1: standrd_display: unknown column. Did you mean \"standard_display\"?",
                "codes/items.csv:2: system: \"loinc\" is no absolute URI such as http://loinc.org",
                "codes/items.csv:4: code, system and standard must not be empty",
            ],
            Findings());
    }

    [Fact]
    public void A_channel_is_read_with_everything_it_says()
    {
        Hub();
        folder.Write("members.yaml", Members);
        folder.Write("channels/a.yaml", Channel("county-his", 2575)
            + "\naddress: 127.0.0.1\nfacilities: [COUNTY]\nacknowledge: stored\n");
        folder.Write("channels/b.yaml", """
            name: county-out
            member: county
            direction: out
            host: his.example
            port: 6661
            charset: GB18030
            kinds: [result, referral-status]
            retry: { refusals: 2, expire-hours: 1 }
            """);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        var received = Assert.Single(configuration.Inbound);
        Assert.Equal(("127.0.0.1", 2575, "GB18030", AckPoint.Stored),
            (received.Address, received.Port, received.Charset, received.AckWhen));
        Assert.Equal(["COUNTY"], received.Facilities);
        var sent = Assert.Single(configuration.Outbound);
        Assert.Equal(("his.example", 6661, 2, TimeSpan.FromHours(1)),
            (sent.Host, sent.Port, sent.RefusalRetries, sent.ExpireAfter));
        Assert.Equal([DeliveryKind.Result, DeliveryKind.ReferralStatus], sent.Kinds);
    }

    public void Dispose() => folder.Dispose();

    private static string Channel(string name, int port) =>
        $"name: {name}\nmember: county\ndirection: in\nport: {port}\ncharset: GB18030";

    private void Hub(string more = "") => folder.Write("hub.yaml", $"gateway: edge\nenvironment: P\n{more}");

    private IReadOnlyList<string> Findings() =>
        [.. HubConfiguration.Read(folder.Path).Findings.Select(f => f.ToString())];
}
