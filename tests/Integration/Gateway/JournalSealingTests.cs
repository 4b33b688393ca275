using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Store.Journal;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>A gateway with keys: nothing of a message's content is readable in its files, everything is in its desk.</summary>
public sealed class JournalSealingTests
{
    private const string Canary = "欧阳密文";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DataKey First { get; } = new("k1", RandomNumberGenerator.GetBytes(32));

    [Fact]
    public async Task The_files_of_a_journal_hold_no_content_and_the_desk_shows_all_of_it()
    {
        await using var rig = await new GatewayRig { Sealer = Sealer.With(new([First], "k1")) }.StartAsync();
        using var his = await RawConnection.OpenAsync(rig.Port(), Ct);
        await his.SendAsync(RawConnection.Frame(SampleMessages.OruR01(1, controlId: "M1", name: Canary)), Ct);
        Assert.Contains("MSA|AA|M1", (await his.ReadAsync(TimeSpan.FromSeconds(10), Ct)).Text, StringComparison.Ordinal);
        await his.SendAsync(RawConnection.Frame(SampleMessages.OruR01(1, facility: "NOBODY", controlId: "M2", name: Canary)), Ct);
        Assert.Contains("MSA|AR|M2", (await his.ReadAsync(TimeSpan.FromSeconds(10), Ct)).Text, StringComparison.Ordinal);
        await rig.Get<DeliveryDesk>().AcceptAsync(Delivery(), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count >= 1, "published");

        var id = rig.Ledger().Lines.Single(l => l.ControlId == "M1").MessageId;
        var kept = rig.Journal.Read(s => s.Content(id))!;
        Assert.Contains(Canary, Encoding.UTF8.GetString(kept.Raw), StringComparison.Ordinal);
        Assert.NotEqual("", kept.BundleJson);
        Assert.Contains("MSA|AA|M1", Encoding.UTF8.GetString(kept.Ack!), StringComparison.Ordinal);

        await his.SendAsync(RawConnection.Frame(SampleMessages.OruR01(1, controlId: "M1", name: Canary)), Ct);
        Assert.Contains("MSA|AA|M1", (await his.ReadAsync(TimeSpan.FromSeconds(10), Ct)).Text, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(rig.DataDirectory, "gateway.db*"))
        {
            var bytes = await ReadAllAsync(file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) < 0, $"{Path.GetFileName(file)} holds a name");
        }
    }

    [Fact]
    public async Task Content_from_before_and_after_a_rotation_reads_the_same_and_is_sealed_anew()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await SendAsync(rig, "M1");
        rig.Sealer = Sealer.With(new([First], "k1"));
        await rig.RestartAsync();
        await SendAsync(rig, "M2");
        var second = new DataKey("k2", RandomNumberGenerator.GetBytes(32));
        rig.Sealer = Sealer.With(new([First, second], "k2"));
        await rig.RestartAsync();
        await SendAsync(rig, "M3");
        Assert.Equal(["k1", "k2"], rig.Journal.Read(s => s.KeysInUse()));

        for (var mark = default(ResealMark); !mark.IsEnd;)
        {
            var from = mark;
            mark = await rig.Journal.WriteAsync("reseal", s => s.Reseal(from, 2), Ct);
        }
        await rig.Journal.WriteAsync("reseal", s => s.ForgetOldKeys(), Ct);
        Assert.False(rig.Journal.Read(s => s.NeedsReseal()));

        rig.Sealer = Sealer.With(new([second], "k2"));
        await rig.RestartAsync();
        foreach (var line in rig.Ledger().Lines)
            Assert.Contains(Canary, Encoding.UTF8.GetString(rig.Journal.Read(s => s.Content(line.MessageId))!.Raw), StringComparison.Ordinal);
        Assert.Equal(3, rig.Ledger().Lines.Count);

        rig.Sealer = Sealer.With(new([First], "k1"));
        var refused = await Assert.ThrowsAsync<JournalRefusedException>(rig.RestartAsync);
        Assert.Contains("k2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Swapped_content_becomes_a_dead_letter_and_the_gateway_goes_on()
    {
        await using var rig = await new GatewayRig { Sealer = Sealer.With(new([First], "k1")) }.StartAsync();
        await SendAsync(rig, "M1");
        await SendAsync(rig, "M2");
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count >= 2, "published");
        await rig.StopAsync();
        await using (var file = new SqliteConnection($"Data Source={Path.Combine(rig.DataDirectory, "gateway.db")};Pooling=false"))
        {
            await file.OpenAsync(Ct);
            await using var swap = file.CreateCommand();
            swap.CommandText = """
                create temp table b as select seq, body from outbox_body;
                update outbox_body set body = (select body from b where b.seq = 3 - outbox_body.seq);
                create temp table r as select seq, raw from inbound_body;
                update inbound_body set raw = (select raw from r where r.seq = 3 - inbound_body.seq);
                """;
            await swap.ExecuteNonQueryAsync(Ct);
        }
        await rig.RestartAsync();
        await Eventually.TrueAsync(() => rig.Ledger("dead").Lines.Count == 2, "both are dead letters");
        await SendAsync(rig, "M3");
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Any(m => m.ControlId == "M3"), "the gateway goes on");

        foreach (var line in rig.Ledger("dead").Lines)
        {
            Assert.Equal("outbox_body.body", Assert.Single(line.Errors).Path);
            var kept = rig.Journal.Read(s => s.Content(line.MessageId))!;
            Assert.Empty(kept.Raw);
            Assert.Contains(kept.Errors, e => e.Path == "inbound_body.raw");
        }
    }

    private static async Task SendAsync(GatewayRig rig, string controlId)
    {
        using var his = await RawConnection.OpenAsync(rig.Port(), Ct);
        await his.SendAsync(RawConnection.Frame(SampleMessages.OruR01(1, controlId: controlId, name: Canary)), Ct);
        Assert.Contains($"MSA|AA|{controlId}", (await his.ReadAsync(TimeSpan.FromSeconds(10), Ct)).Text, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAllAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Ct);
        return bytes.ToArray();
    }

    private static DeliveryRequested Delivery() => new()
    {
        DeliveryId = Guid.NewGuid(),
        Seq = 1,
        Recipient = "township",
        Kind = DeliveryKind.Result,
        OrderKey = "A",
        BundleJson = $$"""{"resourceType":"Bundle","type":"collection","x":"{{Canary}}"}""",
        CausedBy = Guid.NewGuid(),
        Custodian = "county",
        At = TimeProvider.System.GetUtcNow(),
    };
}
