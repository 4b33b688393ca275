using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>One transaction; rolled back when disposed without <see cref="CommitAsync"/>.</summary>
public sealed class HubTransaction : HubReader
{
    /// <summary>
    /// A transaction that has lasted longer is not committed. So <c>lastUpdated</c> of a row is never older than this
    /// when the row becomes visible, and a poller that looks back twice as far misses nothing (docs/api/search.md).
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(30);

    private readonly long started;
    private List<Action<bool>>? heirs;
    private bool ended;

    internal HubTransaction(
        SqlSession session, TimeProvider clock, StoreMemory memory, Func<SqlSession, ValueTask> giveBack)
        : base(session, clock, memory, giveBack) => started = clock.GetTimestamp();

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken ct, params (string Name, object? Value)[] parameters) =>
        Session.ExecuteAsync(sql, parameters, ct);

    /// <summary>
    /// True after <see cref="Abandon"/>: <see cref="HubDb.RunAsync{T}"/> gives the result back and keeps no effect.
    /// </summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Decides that nothing of this transaction shall stay: it is rolled back, not committed.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>Is told how it ended: true when it was committed, false when it was not, or nobody knows.</summary>
    public void OnEnd(Action<bool> told) => (heirs ??= []).Add(told);

    /// <summary>Makes everything of this transaction durable and visible, or nothing.</summary>
    /// <exception cref="TimeoutException">It has lasted longer than <see cref="LongestLife"/>.</exception>
    public async Task CommitAsync(CancellationToken ct)
    {
        if (Clock.GetElapsedTime(started) > LongestLife)
            throw new TimeoutException($"The transaction lasted longer than {LongestLife.TotalSeconds} s.");
        Failpoint.Pass("exchange.before-commit");
        await Session.CommitAsync(ct);
        ended = true;
        Failpoint.Pass("exchange.after-commit");
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        foreach (var told in heirs ?? [])
            told(ended);
        heirs = null;
        if (!ended)
            await Session.RollbackAsync();
        ended = true;
        await base.DisposeAsync();
    }
}
