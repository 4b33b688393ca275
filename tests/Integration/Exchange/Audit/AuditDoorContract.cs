using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What the trail says of requests, over HTTP.</summary>
public abstract class AuditDoorContract(IFhirExchanges exchanges)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Each_request_is_one_entry_that_says_who_what_and_how_it_ended()
    {
        var created = await Town.PostAsync("Patient", new Patient { Active = true }, Named("c"));
        var id = created.Id;
        await Town.GetAsync($"Patient/{id}", Named("r"));
        await Town.PutAsync($"Patient/{id}", new Patient { Id = id, Active = false }, Named("u"));
        await Town.GetAsync($"Patient?_id={id}", Named("s"));
        await Town.GetAsync($"Patient/{id}/_history", Named("h"));
        await Town.DeleteAsync($"Patient/{id}", Named("d"));
        await Town.GetAsync($"Patient/{id}", Named("gone"));
        await Town.GetAsync("Patient/none", Named("absent"));
        await Town.GetAsync("Patient?no-such=1", Named("bad"));

        Assert.Equal($"create C 201 town/test [{id}] Patient/{id}/1", await SaidAsync("c"));
        Assert.Equal($"read R 200 town/test [{id}] Patient/{id}/1", await SaidAsync("r"));
        Assert.Equal($"update U 200 town/test [{id}] Patient/{id}/2", await SaidAsync("u"));
        Assert.Equal($"search-type E 200 town/test [{id}] Patient/{id}/2 Patient?_id={id}", await SaidAsync("s"));
        Assert.Equal(
            $"history-instance R 200 town/test [{id}] Patient/{id}/2,Patient/{id}/1 Patient/{id}/_history",
            await SaidAsync("h"));
        Assert.Equal($"delete D 204 town/test [{id}] Patient/{id}/3 Patient/{id}", await SaidAsync("d"));
        Assert.Equal($"read R 410 town/test [{id}] Patient/{id}/3 Patient/{id}", await SaidAsync("gone"));
        Assert.Equal("read R 404 town/test []  Patient/none", await SaidAsync("absent"));
        Assert.Equal("search-type E 400 town/test []  Patient?no-such=1", await SaidAsync("bad"));
    }

    [Fact]
    public async Task A_caller_nobody_knows_and_a_path_that_is_not_offered_leave_entries_too()
    {
        await Town.GetAsync("Patient", ("Authorization", "Bearer wrong"), Named("anonymous"));
        await Town.SendAsync("DELETE", "metadata", null, [Named("not-offered")]);
        await exchanges.County.PutAsync("Patient/none-of-yours", new Patient { Id = "other" }, Named("mismatch"));

        Assert.Equal("search-type E 401 / []  Patient", await SaidAsync("anonymous"));
        Assert.Equal("unknown E 405 town/test []  metadata", await SaidAsync("not-offered"));
        Assert.Equal("update U 400 county/test []  Patient/none-of-yours", await SaidAsync("mismatch"));
    }

    [Fact]
    public async Task Entries_of_a_batch_and_of_a_transaction_have_lines_of_their_own()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        Bundle Of(Bundle.BundleType type) => new()
        {
            Type = type,
            Entry =
            [
                new() { Request = new() { Method = Bundle.HTTPVerb.GET, Url = $"Patient/{id}" } },
                new()
                {
                    Resource = new Observation { Status = ObservationStatus.Final, Subject = new($"Patient/{id}"), Code = new("http://loinc.org", "1-1") },
                    Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Observation" },
                },
            ],
        };

        foreach (var type in new[] { Bundle.BundleType.Batch, Bundle.BundleType.Transaction })
        {
            var reply = await Town.PostAsync("", Of(type), Named(type.ToString()));
            Assert.Equal(200, reply.Status);
            var lines = await EntriesAsync(type.ToString());
            Assert.Equal(
                ["create Bundle.entry[1] 201", "read Bundle.entry[0] 200", "transaction  200"],
                lines.Select(e => $"{e.Event} {e.Part} {e.Status}").Order(StringComparer.Ordinal));
            Assert.All(lines.Where(l => l.Part is not null), l => Assert.Equal([id], l.Patients));
        }
    }

    [Fact]
    public async Task A_form_is_kept_as_it_was_asked()
    {
        await Town.SendAsync(
            "POST", "Patient/_search", "name=%E5%BC%A0", [Named("form")], "application/x-www-form-urlencoded");

        Assert.Equal("Patient/_search name=%E5%BC%A0", Assert.Single(await EntriesAsync("form")).Query);
    }

    [Fact]
    public async Task An_auditor_sees_its_own_members_entries_as_AuditEvents_and_others_see_none()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        await exchanges.County.GetAsync($"Patient/{id}");
        await exchanges.County.GetAsync("Patient/foreign-to-the-town");

        var seen = await exchanges.Operator.BundleAsync($"AuditEvent?patient=Patient/{id}&subtype=create,read");
        var county = await exchanges.Operator.BundleAsync("AuditEvent?agent=Organization/county&outcome=4");
        var others = await exchanges.County.BundleAsync($"AuditEvent?patient=Patient/{id}");
        var one = (AuditEvent)seen.Entry[^1].Resource!;
        var read = await exchanges.Operator.GetAsync($"AuditEvent/{one.Id}");
        var denied = await exchanges.County.GetAsync($"AuditEvent/{one.Id}");

        Assert.Contains(seen.Entry, e => ((AuditEvent)e.Resource!).Agent.Any(a => a.AltId == "test"));
        Assert.Equal(AuditEvent.AuditEventAction.C, one.Action);
        Assert.Equal(
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientCreate",
            Assert.Single(one.Meta!.Profile));
        Assert.Equal([$"Patient/{id}", $"Patient/{id}/_history/1"],
            one.Entity.Where(e => e.What?.Reference is not null).Select(e => e.What!.Reference));
        Assert.DoesNotContain(county.Entry, e => Encoded(e).Contains("foreign-to-the-town", StringComparison.Ordinal));
        Assert.Empty(others.Entry);
        Assert.Equal((200, 404), (read.Status, denied.Status));
    }

    [Fact]
    public async Task The_trail_is_read_page_by_page_and_reading_it_is_an_entry()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        for (var i = 0; i < 6; i++)
            await Town.GetAsync($"Patient/{id}");
        var found = new List<string>();
        string? next = $"AuditEvent?patient={id}&action=R&subtype=read&_count=4";
        while (next is not null)
        {
            var page = await exchanges.Operator.BundleAsync(next);
            found.AddRange(page.Entry.Select(e => e.Resource!.Id!));
            next = page.NextLink?.PathAndQuery["/fhir/".Length..];
        }

        var readings = await exchanges.Operator.BundleAsync($"AuditEvent?patient={id}&subtype=search-type");

        Assert.Equal((6, 6), (found.Count, found.Distinct().Count()));
        Assert.Equal(2, readings.Entry.Count);
    }

    [Fact]
    public async Task Who_looked_at_a_record_is_told_to_auditors_only()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        await Town.GetAsync($"Patient/{id}");

        var told = (await exchanges.Operator.GetAsync($"Patient/{id}/$accesses")).Resource<Parameters>();
        var refused = await Town.GetAsync($"Patient/{id}/$accesses");

        Assert.Equal(["read", "create"], told.Parameter.Select(p => p.Part.Single(x => x.Name == "what").Value!.ToString()));
        Assert.All(told.Parameter, p => Assert.Equal(
            "Organization/town", ((ResourceReference)p.Part.Single(x => x.Name == "organisation").Value!).Reference));
        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task Under_load_every_request_is_one_entry_and_the_chain_holds()
    {
        const int Readers = 64, Each = 25;
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        var tag = Guid.NewGuid().ToString("N");
        var linkers = exchanges.Services.Select(s => s.GetRequiredService<AuditLinker>()).ToList();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var linking = Task.WhenAll(linkers.Select(l => KeepLinkingAsync(l, done.Token)));

        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async reader =>
        {
            var caller = exchanges.Towns[reader % exchanges.Towns.Count];
            for (var i = 0; i < Each; i++)
                Assert.Equal(200, (await caller.GetAsync($"Patient/{id}", ("X-Request-Id", $"{tag}-{reader}-{i}"))).Status);
        }));
        await done.CancelAsync();
        await linking;
        await linkers[0].RunOnceAsync(Ct);

        var entries = await AllAsync(e => e.RequestId?.StartsWith(tag, StringComparison.Ordinal) == true);
        var report = await new AuditVerification(exchanges.Db, TimeProvider.System).RunAsync(null, null, [], Ct);
        Assert.Equal(Readers * Each, entries.Count);
        Assert.Equal(Readers * Each, entries.Select(e => e.RequestId).Distinct().Count());
        Assert.Empty(report.Faults);
        Assert.All(exchanges.Services, s =>
            Assert.InRange(s.GetRequiredService<AuditTrail>().Commits, 1, Readers * Each));
    }

    private static async Task KeepLinkingAsync(AuditLinker linker, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await linker.RunOnceAsync(Ct);
            await Task.Yield();
        }
    }

    private static string Encoded(Bundle.EntryComponent entry) => string.Concat(((AuditEvent)entry.Resource!).Entity
        .Where(e => e.Query is not null).Select(e => System.Text.Encoding.UTF8.GetString(e.Query!)));

    private (string, string) Named(string name) => ("X-Request-Id", $"{GetType().Name}-{marker}-{name}");

    private readonly string marker = Guid.NewGuid().ToString("N")[..8];

    private async Task<string> SaidAsync(string name)
    {
        var e = Assert.Single(await EntriesAsync(name));
        return $"{e.Event} {e.Action} {e.Status} {e.Member}/{e.Client} [{string.Join(',', e.Patients)}] "
            + string.Join(',', e.Resources) + (e.Query is { } query ? " " + query : "");
    }

    private Task<IReadOnlyList<AuditEntry>> EntriesAsync(string name)
    {
        var id = Named(name).Item2;
        return AllAsync(e => e.RequestId == id);
    }

    private async Task<IReadOnlyList<AuditEntry>> AllAsync(Func<AuditEntry, bool> wanted)
    {
        await using var reader = await exchanges.Db.ReadAsync(Ct);
        var blocks = await AuditBlocks.BackAsync(
            reader, new(long.MaxValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), null, 100_000), Ct);
        return [.. blocks.SelectMany(b => b.Open()).Select(a => a.Entry).Where(wanted)];
    }
}

public sealed class AuditDoorOnPostgres(PostgresFhir exchanges) : AuditDoorContract(exchanges), IClassFixture<PostgresFhir>;

public sealed class AuditDoorOnSqlite(SqliteFhir exchanges) : AuditDoorContract(exchanges), IClassFixture<SqliteFhir>;
