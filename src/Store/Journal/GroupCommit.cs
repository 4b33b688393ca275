using System.Diagnostics;
using System.Threading.Channels;
using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>
/// The only writer of a journal. Whatever waits when a commit ends shares the next one, so many senders pay for one
/// fsync and none waits for a timer (RELIABILITY §8: fsync is the limit, not the CPU).
/// </summary>
internal sealed class GroupCommit
{
    private readonly JournalSession session;
    private readonly Channel<JournalWrite> queue;
    private readonly List<JournalWrite> group = [];
    private readonly Action<JournalSession> beforeCommit;
    private readonly Action committed;
    private readonly Task loop;

    /// <param name="session">The writing connection.</param>
    /// <param name="beforeCommit">Runs inside the transaction once per group, after all writes.</param>
    /// <param name="committed">Runs after each commit.</param>
    public GroupCommit(JournalSession session, Action<JournalSession> beforeCommit, Action committed)
    {
        (this.session, this.beforeCommit, this.committed) = (session, beforeCommit, committed);
        queue = Channel.CreateBounded<JournalWrite>(new BoundedChannelOptions(session.Options.QueueLimit)
        {
            SingleReader = true,
        });
        loop = LoopAsync();
    }

    /// <summary>Commits so far; tests show by it how many writes shared one.</summary>
    public long Commits { get; private set; }

    public int Waiting => queue.Reader.Count;

    public async Task<T> WriteAsync<T>(
        string place, Func<JournalSession, T> work, Action<T>? committed, CancellationToken ct)
    {
        var write = new JournalWrite<T>(place, work, committed);
        await queue.Writer.WriteAsync(write, ct).ConfigureAwait(false);
        return await write.Done.WaitAsync(ct).ConfigureAwait(false);
    }

    public async Task CloseAsync()
    {
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        await Task.Yield();
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            CommitGroup();
    }

    private void CommitGroup()
    {
        group.Clear();
        try
        {
            session.Execute("begin immediate");
            while (group.Count < session.Options.GroupLimit && queue.Reader.TryRead(out var write))
                RunOne(write);
            beforeCommit(session);
            PassAll("before-commit");
            session.Execute("commit");
            PassAll("after-commit");
            Commits++;
            committed();
        }
        catch (Exception e)
        {
            FailGroup(e); // whatever it was: the loop must go on, or every later write would wait for ever
            return;
        }
        foreach (var write in group)
            write.Complete();
    }

    /// <summary>A write that throws loses only its own changes, not those of its neighbours.</summary>
    private void RunOne(JournalWrite write)
    {
        var counted = session.Counted.Count;
        session.Execute("savepoint one");
        try
        {
            write.Run(session);
            session.Execute("release one");
            group.Add(write);
        }
        catch (Exception e)
        {
            write.Fail(e);
            session.ForgetCounts(counted);
            if (session.IsAutocommit)
                throw new InvalidOperationException("The database rolled the whole group back.", e);
            session.Execute("rollback to one");
            session.Execute("release one");
        }
    }

    private void FailGroup(Exception reason)
    {
        session.ForgetCounts();
        if (!session.IsAutocommit)
            TryRollback();
        // Nothing was taken yet when "begin" itself failed: the caller that waits first must still be told.
        if (group.Count == 0 && queue.Reader.TryRead(out var first))
            first.Fail(reason);
        foreach (var write in group)
            write.Fail(reason);
    }

    private void TryRollback()
    {
        try
        {
            session.Execute("rollback");
        }
        catch (SqliteException)
        {
            // Already rolled back: that is what was wanted.
        }
    }

    [Conditional("HUB_FAILPOINTS")]
    private void PassAll(string moment)
    {
        foreach (var place in group.Select(w => w.Place).Distinct())
            Failpoint.Pass($"journal.{place}.{moment}");
    }
}
