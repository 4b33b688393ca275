namespace IntegrationHub.Store;

/// <summary>Time for the statements of one reader; the database stops working on what is too late.</summary>
public sealed class QueryTime : IDisposable
{
    private readonly SqlSession session;
    private readonly CancellationToken before;
    private readonly CancellationToken aborted;
    private readonly CancellationTokenSource end;

    internal QueryTime(SqlSession session, TimeSpan time, CancellationToken aborted)
    {
        (this.session, this.aborted, before) = (session, aborted, session.Until);
        end = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        if (time > TimeSpan.Zero)
            end.CancelAfter(time);
        else
            end.Cancel();
        session.Until = end.Token;
    }

    /// <summary>True: the time is over, and the one who asked is still there.</summary>
    public bool IsOver => end.IsCancellationRequested && !aborted.IsCancellationRequested;

    /// <inheritdoc />
    public void Dispose()
    {
        session.Until = before;
        end.Dispose();
    }
}
