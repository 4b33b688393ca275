namespace IntegrationHub.Store.Journal;

/// <summary>One write that waits for its group's commit.</summary>
/// <param name="Place">What it is, in names of failpoints: <c>intake</c>, <c>convert</c>, <c>mark</c> …</param>
internal abstract record JournalWrite(string Place)
{
    public abstract void Run(JournalSession session);

    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <inheritdoc />
internal sealed record JournalWrite<T>(string Place, Func<JournalSession, T> Work, Action<T>? Committed)
    : JournalWrite(Place)
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Done => done.Task;

    public override void Run(JournalSession session) => result = Work(session);

    public override void Complete()
    {
        Committed?.Invoke(result!);
        done.TrySetResult(result!);
    }

    public override void Fail(Exception exception) => done.TrySetException(exception);
}
