using System.Net;
using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What cannot be written down does not happen; what happens elsewhere is written down with it.</summary>
public abstract class AuditFailsClosedContract(EmptyDatabase database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_shown_or_stored_while_the_trail_cannot_be_written()
    {
        await using var app = await FhirHost.StartAsync(ExchangeRig.Options(await database()));
        var token = await app.Services.GetRequiredService<IntegrationHub.Exchange.ClientTokens>()
            .IssueAsync("town", "test", TimeSpan.FromHours(1), Ct);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single() + "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var caller = new FhirCaller(client);
        var id = (await caller.CreateAsync(new Patient { Name = [new() { Family = "不应泄露" }] })).Id;
        var db = app.Services.GetRequiredService<HubDb>();
        await ExecuteAsync(db, "alter table audit_block rename to audit_block_away");

        var read = await caller.GetAsync($"Patient/{id}");
        var put = await caller.PutAsync("Patient/never-stored", new Patient { Id = "never-stored" });
        await ExecuteAsync(db, "alter table audit_block_away rename to audit_block");
        var again = await caller.GetAsync($"Patient/{id}");
        var stored = await caller.GetAsync("Patient/never-stored");

        Assert.Equal((int)HttpStatusCode.ServiceUnavailable, read.Status);
        Assert.DoesNotContain("不应泄露", read.Body, StringComparison.Ordinal);
        Assert.True(put.Status >= 500, put.Body);
        Assert.Equal((200, 404), (again.Status, stored.Status));
    }

    [Fact]
    public async Task A_message_and_what_is_sent_because_of_it_are_entries_with_sender_records_and_recipient()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var message = new Hospital("town", "M1", "11010519491231002X").Refer("I12", "R1", "town", "county");
        await rig.TakeAsync(message);
        Assert.NotEmpty(await rig.RelayAsync("county"));
        var patient = Assert.Single((await rig.SearchAsync("Patient")).Matches).Id;

        var who = await rig.Get<AuditTools>().WhoAsync(patient, 10, Ct);

        var applied = Assert.Single(who, e => e.Event == AuditEvents.Message);
        Assert.Equal(
            ("town", message.ControlId, message.MessageId.ToString("N"), 200),
            (applied.Member, applied.ControlId, applied.MessageId, applied.Status));
        Assert.Contains(applied.Resources, r => r.StartsWith("ServiceRequest/", StringComparison.Ordinal));
        var sent = Assert.Single(who, e => e.Event == AuditEvents.Delivery && e.Recipient == "county");
        Assert.Equal(("county", message.MessageId.ToString("N")), (sent.Recipient, sent.MessageId));
        Assert.Contains(sent.Resources, r => r.StartsWith($"Patient/{patient}/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_configuration_is_an_entry_and_an_unchanged_one_is_none()
    {
        var place = await database();
        for (var start = 0; start < 3; start++)
        {
            var options = ExchangeRig.Options(place) with
            {
                Audit = new() { ConfigurationHash = start < 2 ? "aaaa" : "bbbb" },
            };
            await using var app = await FhirHost.StartAsync(options);
            await app.StopAsync(Ct);
        }

        await using var rig = await ExchangeRig.StartAsync(place);
        var page = await rig.Get<AuditWalker>().RunAsync(
            new() { Count = 100 }, e => e.Event == AuditEvents.Configuration, Ct);
        var words = await rig.Get<AuditWalker>().RunAsync(
            new() { Count = 100 }, e => e.Event == AuditEvents.NodeStopped, Ct);

        Assert.Equal(
            [$"{Environment.MachineName}: aaaa -> bbbb", $"{Environment.MachineName}: none -> aaaa"],
            page.Found.Select(f => f.Entry.Detail));
        Assert.Equal(3, words.Found.Count);
    }

    private static async Task ExecuteAsync(HubDb db, string sql)
    {
        await using var tx = await db.BeginAsync(Ct);
        await tx.ExecuteAsync(sql, Ct);
        await tx.CommitAsync(Ct);
    }
}

public sealed class AuditFailsClosedOnPostgres() : AuditFailsClosedContract(ExchangeRig.PostgresAsync);

public sealed class AuditFailsClosedOnSqlite(SqliteFolder folder)
    : AuditFailsClosedContract(folder.NewAsync), IClassFixture<SqliteFolder>;
