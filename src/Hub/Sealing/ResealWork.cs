using IntegrationHub.Store;
using IntegrationHub.Store.Journal;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Hub.Sealing;

/// <summary>Seals content of older keys, and content from before sealing, anew under the active key.</summary>
internal static class ResealWork
{
    private const int Step = 100;

    /// <summary>Walks through a journal; other writes go between the steps.</summary>
    /// <returns>Contents sealed anew.</returns>
    public static async Task<long> JournalAsync(GatewayJournal journal, TimeSpan pause, CancellationToken ct)
    {
        var mark = default(ResealMark);
        if (!journal.Read(s => s.NeedsReseal()))
            return 0;
        while (!mark.IsEnd)
        {
            var from = mark;
            mark = await journal.WriteAsync("reseal", s => s.Reseal(from, Step), ct);
            await Task.Delay(pause, journal.Clock, ct);
        }
        await journal.WriteAsync("reseal", s => s.ForgetOldKeys(), ct);
        return mark.Renewed;
    }

    /// <summary>Walks through the exchange's database.</summary>
    /// <returns>Contents sealed anew.</returns>
    public static async Task<long> ExchangeAsync(HubDb db, TimeProvider clock, TimeSpan pause, CancellationToken ct)
    {
        var mark = default(ExchangeMark);
        await using (var reader = await db.ReadAsync(ct))
            if (!await SealingKeys.NeedsResealAsync(reader, ct))
                return 0;
        while (!mark.IsEnd)
        {
            var from = mark;
            mark = await db.RunAsync((tx, stop) => Reseal.StepAsync(tx, from, Step, stop), ct);
            await Task.Delay(pause, clock, ct);
        }
        await db.RunAsync((tx, stop) => SealingKeys.ForgetOldAsync(tx, stop), ct);
        return mark.Renewed;
    }
}
