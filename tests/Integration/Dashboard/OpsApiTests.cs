using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

public sealed class OpsApiTests
{
    private static readonly string[] NoIds = ["x"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ledger_says_where_messages_are_without_patient_data()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.JsonAsync("/ops/api/ledger?sender=county-lis&limit=1000", Ct);

        Assert.Equal(200, status);
        Assert.Equal(["stored", "dead"], body.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("state").GetString()));
        Assert.Equal(1, body.GetProperty("totals").GetProperty("dead").GetInt32());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("next").ValueKind);
        Assert.DoesNotContain("MR0042", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(new AskLedger { Sender = "county-lis", Limit = 1000 }, host.Gateways.Asked[^1]);
    }

    [Fact]
    public async Task Bad_input_is_answered_with_every_mistake()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.JsonAsync("/ops/api/ledger?limit=x&state=y&from=z&colour=red", Ct);
        Assert.Equal(400, status);
        Assert.Equal(["from", "state", "limit", "colour"], body.Paths());

        (status, body) = await host.Client.CommandAsync("/ops/api/deadletters/replay", new { ids = NoIds, force = 1 }, Ct);
        Assert.Equal(400, status);
        Assert.Equal(["force", "ids[0]"], body.Paths());

        (status, body) = await host.Client.CommandAsync("/ops/api/streams/x/y", null, Ct);
        Assert.Equal(400, status);
        Assert.Equal(["id", "command"], body.Paths());

        Assert.Equal(400, (await host.Client.CommandAsync("/ops/api/channels/county-lis/pause", null, Ct)).Status);
        Assert.Equal(400, (await host.Client.CommandAsync("/ops/api/deadletters/replay", null, Ct)).Status);
        Assert.Equal(400, (await host.Client.JsonAsync("/ops/api/messages/x/content", Ct)).Status);
        Assert.Equal(400, (await host.Client.JsonAsync("/ops/api/trace/" + new string('x', 201), Ct)).Status);
        Assert.Equal(404, (await host.Client.JsonAsync("/ops/api/nowhere", Ct)).Status);
    }

    [Fact]
    public async Task A_trace_joins_what_every_gateway_knows()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.JsonAsync("/ops/api/trace/YX-0006", Ct);

        Assert.Equal(200, status);
        var steps = body.GetProperty("messages")[0].GetProperty("steps").EnumerateArray()
            .Select(s => s.GetProperty("place").GetString() + " " + s.GetProperty("step").GetString());
        Assert.Equal(
        [
            "gateway:county received", "gateway:county acknowledged", "gateway:county converted", "bus published",
            "exchange stored", "gateway:city queued", "member:city-hospital delivered",
        ], steps);
    }

    [Fact]
    public async Task Dead_messages_and_undelivered_ones_stand_on_one_list()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.JsonAsync("/ops/api/deadletters", Ct);

        Assert.Equal(200, status);
        var letters = body.GetProperty("letters").EnumerateArray()
            .Select(l => (Stage: l.GetProperty("stage").GetString()!, Id: l.GetProperty("messageId").GetGuid())).Order().ToList();
        Assert.Equal(["bus", "delivery", "gateway"], letters.Select(l => l.Stage));
        Assert.Equal([DeskScene.Undelivered, DeskScene.Dead], letters.Skip(1).Select(l => l.Id));
        Assert.Equal(["dead", "undelivered"], host.Gateways.Asked.Select(a => a.State));

        host.Gateways.Asked.Clear();
        (_, body) = await host.Client.JsonAsync("/ops/api/deadletters?limit=1&after=eyJkZWFkIjoiOSJ9", Ct); // {"dead":"9"}
        Assert.Equal([("dead", "9")], host.Gateways.Asked.Select(a => (a.State!, a.After!)));
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_with_a_corrected_text_wherever_it_lies()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.CommandAsync("/ops/api/deadletters/replay",
            new { ids = new[] { DeskScene.Dead }, editedRaw = "MSH|a\nPID|b" }, Ct);

        Assert.Equal(200, status);
        Assert.Equal(1, body.GetProperty("done").GetInt32());
        Assert.Empty(body.GetProperty("errors").EnumerateArray());
        Assert.All(host.Gateways.Commands.Cast<CommandReplay>(), c => Assert.Equal("MSH|a\rPID|b", c.EditedRaw));
        Assert.Contains(host.Log.Lines, l => l.Id == 4102);

        (status, body) = await host.Client.CommandAsync("/ops/api/deadletters/replay", new { ids = new[] { Guid.NewGuid() } }, Ct);
        Assert.Equal((404, 1), (status, body.GetProperty("errors").GetArrayLength()));
    }

    [Fact]
    public async Task A_channel_is_stopped_and_its_new_state_shows_at_once()
    {
        await using var host = await DeskHost.StartAsync();

        Assert.Equal(200, (await host.Client.CommandAsync("/ops/api/channels/county-lis/stop", null, Ct)).Status);
        Assert.Equal(404, (await host.Client.CommandAsync("/ops/api/channels/nobody/stop", null, Ct)).Status);

        var (_, body) = await host.Client.JsonAsync("/ops/api/channels", Ct);
        Assert.Equal("Stopped", body.GetProperty("gateways")[1].GetProperty("channels")[0].GetProperty("state").GetString());
        var command = Assert.IsType<CommandChannel>(Assert.Single(host.Gateways.Commands));
        Assert.Equal(("county-lis", false, "ops@127.0.0.1"), (command.Channel, command.Start, command.By));
    }

    [Fact]
    public async Task Content_is_given_and_every_opening_is_logged_first()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.ContentAsync($"/ops/api/messages/{DeskScene.Dead}/content", Ct);
        Assert.Equal((200, DeskScene.Raw), (status, body.GetProperty("raw").GetString()));
        Assert.Equal(404, (await host.Client.ContentAsync($"/ops/api/messages/{Guid.NewGuid()}/content", Ct)).Status);

        Assert.Equal(2, host.Log.Lines.Count(l => l.Id == 4101));
    }

    [Fact]
    public async Task Lanes_list_what_waits_from_the_journal_to_the_broker()
    {
        await using var host = await DeskHost.StartAsync(probe: new Probe(new LaneDepth("hub.intake.0", 7, 2, 1, 3.5)));

        var (status, body) = await host.Client.JsonAsync("/ops/api/lanes", Ct);

        Assert.Equal(200, status);
        var lanes = body.GetProperty("lanes").EnumerateArray()
            .Select(l => (l.GetProperty("kind").GetString(), l.GetProperty("name").GetString(), l.GetProperty("depth").GetInt64()));
        Assert.Equal([("gateway-outbox", "city", 4L), ("gateway-outbox", "county", 4L), ("broker-queue", "hub.intake.0", 7L)],
            lanes.Take(3));
    }

    [Fact]
    public async Task A_broker_that_cannot_be_asked_is_named_and_the_rest_is_told()
    {
        await using var host = await DeskHost.StartAsync(probe: new Probe(null));

        var (status, body) = await host.Client.JsonAsync("/ops/api/lanes", Ct);

        Assert.Equal(200, status);
        Assert.Contains("broker", body.GetProperty("unreadable").EnumerateArray().Select(u => u.GetString()));
        Assert.Equal(1, host.Log.Lines.Count(l => l.Id == 4201 && l.Text.Contains("broker", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_tell_the_status_again_and_again()
    {
        await using var host = await DeskHost.StartAsync();
        using var stream = await host.Client.GetStreamAsync("/ops/api/events", Ct);
        using var reader = new StreamReader(stream);
        var seen = new List<DateTimeOffset>();

        while (seen.Count < 2)
            if (await reader.ReadLineAsync(Ct) is { } line && line.StartsWith("data: ", StringComparison.Ordinal))
                seen.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("at").GetDateTimeOffset());

        Assert.InRange((seen[1] - seen[0]).TotalSeconds, 1, 8);
    }

    [Fact]
    public async Task A_stream_that_stands_still_goes_on_when_its_message_is_skipped()
    {
        await using var host = await DeskHost.StartAsync();
        var (_, body) = await host.Client.JsonAsync("/ops/api/streams/blocked", Ct);
        var stream = Assert.Single(body.GetProperty("streams").EnumerateArray());
        Assert.Equal((ExchangeScene.Blocking, "county-general", 1), (stream.GetProperty("blockedBy").GetGuid(),
            stream.GetProperty("member").GetString(), stream.GetProperty("waiting").GetInt32()));

        var (status, done) = await host.Client.CommandAsync($"/ops/api/streams/{ExchangeScene.Blocking}/skip", null, Ct);
        Assert.Equal((200, 1), (status, done.GetProperty("done").GetInt32()));

        (_, body) = await host.Client.JsonAsync("/ops/api/streams/blocked", Ct);
        Assert.Empty(body.GetProperty("streams").EnumerateArray());
        Assert.Equal(404, (await host.Client.CommandAsync($"/ops/api/streams/{ExchangeScene.Blocking}/replay", null, Ct)).Status);
        Assert.Contains(host.Log.Lines, l => l.Id == 4104);
    }

    [Fact]
    public async Task The_body_of_an_envelope_is_given_and_its_opening_logged()
    {
        await using var host = await DeskHost.StartAsync();

        var (status, body) = await host.Client.ContentAsync($"/ops/api/deadletters/{ExchangeScene.Envelope}/content", Ct);

        Assert.Equal(200, status);
        Assert.Contains("测试患者", body.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await host.Client.ContentAsync($"/ops/api/deadletters/{Guid.NewGuid()}/content", Ct)).Status);
        Assert.Equal(2, host.Log.Lines.Count(l => l.Id == 4105));
    }

    private sealed class Probe(LaneDepth? depth) : ILaneProbe
    {
        public Task<IReadOnlyList<LaneDepth>> ReadAsync(CancellationToken ct) =>
            depth is null ? throw new TimeoutException("no broker") : Task.FromResult<IReadOnlyList<LaneDepth>>([depth]);
    }
}
