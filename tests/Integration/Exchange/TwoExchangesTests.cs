using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Several exchanges on one PostgreSQL, and a PostgreSQL that goes away.</summary>
public sealed class TwoExchangesTests
{
    private const int Streams = 6;
    private const int PerStream = 15;

    [Fact]
    public async Task Shuffled_and_doubled_messages_through_two_exchanges_are_applied_once_each_in_order()
    {
        var where = await ExchangeRig.PostgresAsync();
        await using var one = await ExchangeRig.StartAsync(where);
        await using var two = await ExchangeRig.StartAsync(where);
        var random = new Random(4711);
        var messages = Enumerable.Range(0, Streams).SelectMany(Story).ToList();
        var twice = messages.Concat(messages.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(twice);

        var batches = twice.Chunk(8).Select((batch, i) => (i % 2 == 0 ? one : two).TakeAsync(batch));
        await Task.WhenAll(batches.ToList());

        Assert.Empty(await one.Desk.DeadLettersAsync(10, ExchangeRig.Ct));
        Assert.Equal(0, (await one.Desk.StatusAsync(ExchangeRig.Ct)).Parked);
        var receipts = one.Bus.Of<MessageReceipt>().Concat(two.Bus.Of<MessageReceipt>());
        Assert.Equal(messages.Select(m => m.MessageId).ToHashSet(), receipts.Select(r => r.MessageId).ToHashSet());
        await using var reader = await one.Db.ReadAsync(ExchangeRig.Ct);
        foreach (var visit in (await one.SearchAsync("Encounter")).Matches)
            await AssertInOrderAsync(reader, visit, messages);
    }

    [Fact]
    public async Task While_the_database_is_away_messages_wait_and_none_becomes_a_dead_letter()
    {
        if (Environment.GetEnvironmentVariable("HUB_TEST_POSTGRES") is { Length: > 0 })
            Assert.Skip("The server of HUB_TEST_POSTGRES is not ours to kill.");
        await using var server = await PostgresServer.StartLocalAsync(ExchangeRig.Ct);
        await using var rig = await ExchangeRig.StartAsync((await server.CreateDatabaseAsync(ExchangeRig.Ct), null));
        var his = new Hospital("town", "M1");
        await rig.TakeAsync(his.Result("L1", 1));

        await server.Process!.KillAsync(ExchangeRig.Ct);
        var (waiting, next) = (his.Result("L2", 2), his.Result("L3", 3));
        var taken = rig.TakeAsync(waiting, next);
        await Task.Delay(TimeSpan.FromSeconds(2), ExchangeRig.Ct);
        Assert.False(taken.IsCompleted);
        server.Process.Start();
        await taken.WaitAsync(TimeSpan.FromSeconds(90), ExchangeRig.Ct);

        Assert.Equal(ReceiptOutcome.Stored, rig.ReceiptOf(waiting.MessageId)!.Outcome);
        Assert.Equal(ReceiptOutcome.Stored, rig.ReceiptOf(next.MessageId)!.Outcome);
        Assert.Empty(await rig.Desk.DeadLettersAsync(10, ExchangeRig.Ct));
    }

    // One visit told over and over: every version holds its number, so the history shows the order of application.
    private static IEnumerable<MessageConverted> Story(int stream)
    {
        var his = new Hospital("town", $"M{stream}");
        return Enumerable.Range(1, PerStream).Select(number =>
        {
            his.Name = $"第{number}";
            return his.Visit("A08", $"V{stream}", number % 2 == 0
                ? Encounter.EncounterStatus.Arrived
                : Encounter.EncounterStatus.InProgress);
        }).ToList();
    }

    private static async Task AssertInOrderAsync(
        HubReader reader, StoredResource visit, List<MessageConverted> messages)
    {
        var history = await Histories.RunAsync(
            reader, new() { Type = "Encounter", Id = visit.Id, Limit = 100 }, ExchangeRig.Ct);
        var numbers = history.Select(v => messages.Single(m => m.MessageId == v.MessageId).StreamSeq).ToList();

        Assert.Equal(Enumerable.Range(1, PerStream).Reverse().Select(n => (long)n), numbers);
    }
}
