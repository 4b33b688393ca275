using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Journal;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class JournalTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-journal-");
    private GatewayJournal journal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        journal = new(new() { DataDirectory = folder.FullName }, TimeProvider.System);
        await journal.OpenAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Many_writers_share_few_commits()
    {
        var before = journal.Commits;

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i =>
            journal.WriteAsync("intake", s => s.Accept(Message($"M{i}", $"P{i % 10}")), Ct)));

        Assert.InRange(journal.Commits - before, 1, 400);
        Assert.Equal(2_000, journal.Counts("his").Received);
    }

    [Fact]
    public async Task A_write_that_fails_takes_nothing_of_its_neighbours_with_it()
    {
        var writes = Enumerable.Range(0, 100).Select(i => journal.WriteAsync<Accepted>("intake", s =>
        {
            var accepted = s.Accept(Message($"M{i}", "P1"));
            return i % 10 == 5 ? throw new InvalidOperationException("Bug.") : accepted;
        }, Ct)).ToArray();
        await Task.WhenAny(Task.WhenAll(writes));

        Assert.Equal(10, writes.Count(w => w.IsFaulted));
        Assert.Equal(90, journal.Counts("his").Received);
        var numbers = writes.Where(w => w.IsCompletedSuccessfully).Select(w => w.Result.StreamSeq).Order();
        Assert.Equal(Enumerable.Range(1, 90).Select(i => (long)i), numbers); // no gap was left behind
    }

    [Fact]
    public async Task Only_the_newest_claim_may_mark_a_row()
    {
        var accepted = await journal.WriteAsync("intake", s => s.Accept(Message("M1", "P1")), Ct);
        var now = TimeProvider.System.GetUtcNow();
        await journal.WriteAsync("convert", s => s.Converted(
            new() { Id = accepted.Id, Attempt = 1, BundleJson = "{}", EventAt = now }, now), Ct);

        var first = await ClaimAsync(now);
        Assert.Empty(await ClaimAsync(now.AddSeconds(9)));
        var second = await ClaimAsync(now.AddSeconds(11)); // the lease has ended
        await journal.WriteAsync("mark", s => s.Sent(first[0], now, _ => TimeSpan.FromHours(1)), Ct);

        Assert.Equal("converted", journal.Read(s => s.StateOf(accepted.Id)).State);
        await journal.WriteAsync("mark", s => s.Sent(second[0], now, _ => TimeSpan.FromHours(1)), Ct);
        Assert.Equal("published", journal.Read(s => s.StateOf(accepted.Id)).State);
    }

    [Fact]
    public async Task In_a_crowd_only_what_was_overtaken_on_its_lane_is_sent_again()
    {
        var now = TimeProvider.System.GetUtcNow();
        await ConvertedAsync("M1", "P1", now);
        var second = await ConvertedAsync("M2", "P1", now);
        foreach (var (claim, at) in (await ClaimAsync(now)).Zip([now, now.AddSeconds(20)]))
            await journal.WriteAsync("mark", s => s.Sent(claim, at, _ => TimeSpan.FromSeconds(15)), Ct);
        var later = now.AddSeconds(60);

        Assert.Empty(await ClaimAsync(later, crowded: true)); // nothing was heard: it waits in a long queue
        await journal.WriteAsync("receipt", s => s.Receipt(
            new() { MessageId = second, Attempt = 1, Outcome = ReceiptOutcome.Stored, At = later }, later), Ct);
        var again = await ClaimAsync(later.AddSeconds(60), crowded: true);

        Assert.Equal("M1", Assert.Single(again).Message!.ControlId); // the later one was heard of: this one is lost
    }

    [Fact]
    public async Task What_follows_a_failed_row_of_its_stream_stays_behind_it()
    {
        var now = TimeProvider.System.GetUtcNow();
        await ConvertedAsync("M1", "P1", now);
        await ConvertedAsync("M2", "P1", now);
        await ConvertedAsync("M3", "P2", now);
        var claims = await ClaimAsync(now);
        await journal.WriteAsync("mark", s =>
        {
            s.Unsent(claims[0], now.AddSeconds(5));
            s.Unsent(claims[1], null);
            s.Unsent(claims[2], null);
        }, Ct);

        Assert.Equal(["M3"], (await ClaimAsync(now.AddSeconds(1))).Select(c => c.Message!.ControlId));
        Assert.Equal(["M1", "M2"], (await ClaimAsync(now.AddSeconds(6))).Select(c => c.Message!.ControlId));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            journal.WriteAsync("intake", s => s.Accept(Message($"M{i}", "P1")), Ct)));
        await journal.DisposeAsync();
        var file = Path.Combine(folder.FullName, "gateway.db");
        await using (var bytes = File.OpenWrite(file))
        {
            for (var page = 2; page < bytes.Length / 4096; page++)
            {
                bytes.Position = page * 4096;
                bytes.Write(RandomNumberGenerator.GetBytes(64));
            }
        }

        journal = new(new() { DataDirectory = folder.FullName }, TimeProvider.System);
        await Assert.ThrowsAsync<JournalRefusedException>(() => journal.OpenAsync(Ct));
    }

    [Fact]
    public async Task Only_stored_messages_past_their_time_are_purged()
    {
        var ids = new List<Guid>();
        foreach (var name in (string[])["stored", "waiting"])
        {
            var accepted = await journal.WriteAsync("intake", s => s.Accept(Message(name, name)), Ct);
            ids.Add(accepted.Id);
            await journal.WriteAsync("convert", s => s.Converted(
                new() { Id = accepted.Id, Attempt = 1, BundleJson = "{}" }, TimeProvider.System.GetUtcNow()), Ct);
        }
        var receipt = new MessageReceipt
        {
            MessageId = ids[0],
            Attempt = 1,
            Outcome = ReceiptOutcome.Stored,
            At = TimeProvider.System.GetUtcNow(),
        };
        await journal.WriteAsync("receipt", s => s.Receipt(receipt, receipt.At), Ct);

        Assert.Equal(0, await journal.WriteAsync("purge", s => s.Purge(receipt.At.AddDays(-1), 10), Ct));
        Assert.Equal(1, await journal.WriteAsync("purge", s => s.Purge(receipt.At.AddDays(1), 10), Ct));

        Assert.Equal("waiting", Assert.Single(journal.Read(s => s.Ledger(new(), "g1")).Lines).ControlId);
        Assert.Equal((1, 1), ((int)journal.Read(s => s.PendingOutbox()).Count, (int)journal.Counts("his").Done));
    }

    [Fact]
    public async Task The_ledger_is_read_page_by_page_newest_first_with_totals_of_all_pages()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i =>
            journal.WriteAsync("intake", s => s.Accept(Message($"M{i}", "P1")), Ct)));
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = journal.Read(s => s.Ledger(new() { Sender = "H1", Limit = 10, After = after }, "g1"));
            Assert.Equal(25, page.Totals["received"]);
            seen.AddRange(page.Lines.Select(l => l.ControlId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Empty(journal.Read(s => s.Ledger(new() { Sender = "H2" }, "g1")).Lines);
    }

    private async Task<IReadOnlyList<OutboxClaim>> ClaimAsync(DateTimeOffset now, bool crowded = false) =>
        (await journal.WriteAsync("claim", s => s.ClaimOutbox(
            new("g1", Urgency.Routine, now, TimeSpan.FromSeconds(10), 10, crowded)), Ct)).Claims;

    private async Task<Guid> ConvertedAsync(string controlId, string patient, DateTimeOffset now)
    {
        var accepted = await journal.WriteAsync("intake", s => s.Accept(Message(controlId, patient)), Ct);
        await journal.WriteAsync("convert", s => s.Converted(
            new() { Id = accepted.Id, Attempt = 1, BundleJson = "{}", EventAt = now }, now), Ct);
        return accepted.Id;
    }

    private static NewInbound Message(string controlId, string patient) => new()
    {
        Id = Guid.NewGuid(),
        Channel = "his",
        Member = "county",
        Application = "HIS",
        Facility = "H1",
        ControlId = controlId,
        Sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(controlId)),
        Event = "ADT^A08",
        Raw = Encoding.UTF8.GetBytes("MSH|…"),
        Charset = "UTF-8",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        StreamKey = $"county|{patient}",
        Urgency = Urgency.Routine,
        AckCode = "AA",
        Ack = "ack"u8.ToArray(),
    };
}
