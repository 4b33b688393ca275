using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What verification must find, on every database.</summary>
public abstract class AuditChainContract(EmptyDatabase database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_nobody_touched_is_whole_whatever_wrote_it()
    {
        await using var rig = await RigAsync(entries: 5);
        await using (var tx = await rig.Db.BeginAsync(Ct))
        {
            await rig.Get<IAuditTrail>().InTransactionAsync(tx, [Entry("committed"), Entry("too")], Ct);
            await tx.CommitAsync(Ct);
        }

        await using (var tx = await rig.Db.BeginAsync(Ct))
            await rig.Get<IAuditTrail>().InTransactionAsync(tx, [Entry("rolled back")], Ct);
        await rig.Get<IAuditTrail>().WriteAsync(Entry("last"), Ct);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);

        var report = await VerifyAsync(rig);

        Assert.Empty(report.Faults);
        Assert.Equal((1, 8, 0), (report.First, report.Head.Seq, report.Waiting));
        Assert.Equal(10, report.Entries); // started, 5, 2 in one block, last, and the word about the one rolled back
    }

    [Fact]
    public async Task A_deleted_row_is_found()
    {
        await using var rig = await RigAsync(entries: 5);
        await TamperAsync(rig, "delete from audit_block where id = (select block from audit_link where seq = 3)");

        Assert.Equal([3], (await VerifyAsync(rig)).Faults.Where(f => f.Seq is not null).Select(f => f.Seq!.Value));
    }

    [Fact]
    public async Task A_deleted_row_with_its_link_is_found()
    {
        await using var rig = await RigAsync(entries: 5);
        await TamperAsync(rig, "delete from audit_block where id = (select block from audit_link where seq = 3)",
            "delete from audit_link where seq = 3");

        Assert.Contains((await VerifyAsync(rig)).Faults, f => f.Seq == 3);
    }

    [Fact]
    public async Task An_altered_row_is_found()
    {
        await using var rig = await RigAsync(entries: 5);
        await TamperAsync(rig, "update audit_block set node = 'other' where id = (select block from audit_link where seq = 4)");

        Assert.Equal([4], (await VerifyAsync(rig)).Faults.Select(f => f.Seq!.Value));
    }

    [Fact]
    public async Task Two_swapped_rows_are_found()
    {
        await using var rig = await RigAsync(entries: 5);
        await TamperAsync(rig,
            "update audit_link set block = -block where seq in (2, 5)",
            "update audit_link set block = (select -o.block from audit_link o where o.seq = 7 - audit_link.seq) where seq = 2",
            "update audit_link set block = (select max(id) + 0 from audit_block where id not in (select block from audit_link)) where seq = 5");

        var seqs = (await VerifyAsync(rig)).Faults.Where(f => f.Seq is not null).Select(f => f.Seq!.Value);

        Assert.Equal([2, 5], seqs);
    }

    [Fact]
    public async Task A_truncated_tail_is_found_by_the_head_and_by_a_mark_outside_of_the_database()
    {
        await using var rig = await RigAsync(entries: 5);
        var head = await rig.Get<AuditLinker>().RunOnceAsync(Ct);
        string[] cut =
        [
            "delete from audit_block where id in (select block from audit_link where seq > 3)",
            "delete from audit_link where seq > 3",
        ];
        await TamperAsync(rig, cut);
        var byHead = await VerifyAsync(rig);
        await TamperAsync(rig, "update audit_head set seq = 3, hash = (select hash from audit_link where seq = 3)");

        var byMark = await new AuditVerification(rig.Db, Later()).RunAsync(
            null, null, [new("mark", head.Seq, head.Hash)], Ct);

        Assert.Contains(byHead.Faults, f => f.Text.Contains("its head says 6", StringComparison.Ordinal));
        Assert.Contains(byMark.Faults, f => f.Text == "The chain ends at 3; the anchor mark is at 6.");
    }

    [Fact]
    public async Task A_row_deleted_before_it_was_linked_is_found_by_its_missing_numbers()
    {
        await using var rig = await RigAsync(entries: 2);
        await rig.Get<IAuditTrail>().WriteAsync(Entry("gone"), Ct);
        await TamperAsync(rig, "delete from audit_block where id not in (select block from audit_link)");
        await rig.Get<IAuditTrail>().WriteAsync(Entry("after"), Ct);
        await rig.Get<IAuditTrail>().WriteAsync(Entry(AuditEvents.NodeStopped), Ct);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);

        var fault = Assert.Single((await VerifyAsync(rig)).Faults);

        Assert.Matches("^Entries 4 to 4 of exchange .*deleted before linking.$", fault.Text);
        Assert.False(fault.IsWarning);
    }

    [Fact]
    public async Task A_row_added_by_hand_is_found_by_its_number()
    {
        await using var rig = await RigAsync(entries: 3);
        await TamperAsync(rig, """
            insert into audit_block (run, node, first_no, entries, at, body)
            select run, node, first_no, entries, at, body from audit_block where first_no = 2
            """);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);

        Assert.Equal("Number 2 of exchange is used twice: added by hand.", Assert.Single((await VerifyAsync(rig)).Faults).Text);
    }

    [Fact]
    public async Task A_chain_made_anew_does_not_fit_its_anchor()
    {
        await using var rig = await RigAsync(entries: 3);
        var head = await rig.Get<AuditLinker>().RunOnceAsync(Ct);
        await TamperAsync(rig, "update audit_block set node = 'other' where id = (select block from audit_link where seq = 2)",
            "delete from audit_link", "delete from audit_head");
        await new AuditChain(rig.Db, TimeProvider.System).LinkAsync(sweep: true, Ct);

        var report = await new AuditVerification(rig.Db, Later()).RunAsync(
            null, null, [new("2026-03-02", head.Seq, head.Hash)], Ct);

        Assert.Equal("The anchor 2026-03-02 does not fit link 4: the chain was made anew.", Assert.Single(report.Faults).Text);
    }

    [Fact]
    public async Task The_database_refuses_to_change_or_delete_entries()
    {
        await using var rig = await RigAsync(entries: 2);
        string[] statements =
        [
            "update audit_block set node = 'x'", "delete from audit_block", "update audit_link set seq = 9",
            "delete from audit_link",
        ];

        foreach (var sql in statements)
        {
            await using var tx = await rig.Db.BeginAsync(Ct);
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tx.ExecuteAsync(sql, Ct));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_retention_takes_away_is_noted_in_the_chain_and_the_rest_verifies()
    {
        await using var rig = await RigAsync(entries: 5);
        await rig.Db.RunAsync(
            async (tx, ct) =>
            {
                var hash = await tx.QuerySingleOrDefaultAsync(
                    "select hash from audit_link where seq = 4", r => r.GetFieldValue<byte[]>(0), ct);
                return await AuditAnchors.AddAsync(tx, new("2020-01-01", 4, hash!), ct);
            },
            Ct);

        var days = await new AuditRetention(rig.Db, rig.Get<IAuditTrail>(), TimeProvider.System)
            .RunAsync(new(2020, 1, 2, 0, 0, 0, TimeSpan.Zero), Ct);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);
        var report = await VerifyAsync(rig);
        await TamperAsync(rig, "update audit_purge set first_seq = 2");
        var forged = await VerifyAsync(rig);

        Assert.Equal(1, days);
        Assert.Empty(report.Faults);
        Assert.Equal((5, 7), (report.First, report.Head.Seq));
        Assert.Contains("links 2 to 4", Assert.Single(forged.Faults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patients_entries_are_found_before_and_after_they_are_linked()
    {
        await using var rig = await RigAsync(entries: 1);
        var trail = rig.Get<IAuditTrail>();
        await trail.WriteAsync(Entry("read") with { Patients = ["p-1", "p-2"] }, Ct);
        await trail.WriteAsync(Entry("read") with { Patients = ["p-2"] }, Ct);
        var tools = rig.Get<AuditTools>();

        var before = await tools.WhoAsync("p-1", 10, Ct);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);
        var after = await tools.WhoAsync("p-1", 10, Ct);

        Assert.Equal([AuditEvents.AuditRead, "read"], before.Select(e => e.Event));
        Assert.Equal([AuditEvents.AuditRead, AuditEvents.AuditRead, "read"], after.Select(e => e.Event));
    }

    [Fact]
    public async Task An_export_names_link_and_hash_of_every_entry()
    {
        await using var rig = await RigAsync(entries: 3);
        using var file = new MemoryStream();

        var count = await rig.Get<AuditTools>().ExportAsync(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), file, Ct);
        var lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Trim().Split('\n');

        Assert.Equal((4, 4), (count, lines.Length));
        Assert.All(lines, l => Assert.IsType<Hl7.Fhir.Model.AuditEvent>(Fhir.FhirJson.Parse<Hl7.Fhir.Model.Resource>(l)));
        Assert.Contains("\"urn:hub:audit-link\",\"valueString\":\"4\"", lines[3], StringComparison.Ordinal);
    }

    private static AuditEntry Entry(string what) =>
        AuditEvents.Of(what, new("town", "portal"), TimeProvider.System);

    private static FakeTimeProvider Later() => new(TimeProvider.System.GetUtcNow().AddMinutes(10));

    private static Task<AuditReport> VerifyAsync(ExchangeRig rig) =>
        new AuditVerification(rig.Db, Later()).RunAsync(null, null, [], Ct);

    private async Task<ExchangeRig> RigAsync(int entries)
    {
        var rig = await ExchangeRig.StartAsync(await database());
        for (var i = 0; i < entries; i++)
            await rig.Get<IAuditTrail>().WriteAsync(Entry("read"), Ct);
        await rig.Get<AuditLinker>().RunOnceAsync(Ct);
        return rig;
    }

    // As somebody who owns the tables: guards off, change, guards on.
    private static async Task TamperAsync(ExchangeRig rig, params string[] statements)
    {
        string[] off = rig.Db.IsPostgres
            ? ["alter table audit_block disable trigger user", "alter table audit_link disable trigger user"]
            : ["drop trigger if exists audit_block_kept", "drop trigger if exists audit_block_stays",
                "drop trigger if exists audit_link_kept", "drop trigger if exists audit_link_stays"];
        await using var tx = await rig.Db.BeginAsync(Ct);
        foreach (var sql in off.Concat(statements))
            await tx.ExecuteAsync(sql, Ct);
        await tx.CommitAsync(Ct);
    }
}

public sealed class AuditChainOnPostgres() : AuditChainContract(ExchangeRig.PostgresAsync);

public sealed class AuditChainOnSqlite(SqliteFolder folder)
    : AuditChainContract(folder.NewAsync), IClassFixture<SqliteFolder>;
