using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>
/// Numbers of each run without a gap: what was deleted before it became a link is missed here. A number whose
/// transaction was not committed is declared void by its run.
/// </summary>
internal sealed class AuditRuns(bool fromTheBeginning)
{
    /// <summary>A run's word that numbers were not used: <c>12-14,20-20</c>.</summary>
    public const string Void = "audit-void";

    /// <summary>A run's last word.</summary>
    public const string Stopped = "node-stopped";

    private readonly Dictionary<Guid, Run> runs = [];

    public void Add(AuditBlock block)
    {
        if (!runs.TryGetValue(block.Run, out var run))
            runs[block.Run] = run = new(block.Node);
        run.Ranges.Add((block.FirstNo, block.FirstNo + block.Entries - 1, block.At));
        if (block.Body.AsSpan().IndexOf("\"k\":\"audit-void\""u8) < 0
            && block.Body.AsSpan().IndexOf("\"k\":\"node-stopped\""u8) < 0)
            return;
        foreach (var entry in AuditEntryJson.Read(block.Body))
        {
            run.Ended |= entry.Event == Stopped;
            if (entry.Event == Void)
                run.Voids.AddRange(Ranges(entry.Detail!));
        }
    }

    /// <summary>Every gap, once it is old enough to be one.</summary>
    public IEnumerable<AuditFault> Faults(DateTimeOffset now)
    {
        foreach (var (id, run) in runs)
        {
            var last = run.Ranges.Max(r => r.At);
            var next = fromTheBeginning ? 1 : run.Ranges.Min(r => r.First);
            var used = run.Ranges.Select(r => (r.First, r.Last, At: (DateTimeOffset?)r.At))
                .Concat(run.Voids.Select(v => (v.First, v.Last, At: (DateTimeOffset?)null)))
                .OrderBy(r => r.First);
            long taken = 0;
            foreach (var (first, end, at) in used)
            {
                if (at is not null && first <= taken)
                    yield return Twice(run, first);
                taken = at is null ? taken : Math.Max(taken, end);
                if (first > next && at is { } shown && shown < now - AuditChain.Settled)
                    yield return Gap(id, run, next, first - 1, isCrash: !run.Ended && last - shown < Crash);
                next = Math.Max(next, end + 1);
            }
        }
    }

    // What a process had under way when it died has no word about it.
    private static readonly TimeSpan Crash = HubTransaction.LongestLife;

    private static AuditFault Gap(Guid id, Run run, long first, long last, bool isCrash) => new(
        null,
        string.Create(CultureInfo.InvariantCulture, $"Entries {first} to {last} of {run.Node} (run {id:N}) are missing")
            + (isCrash ? "; it ended without a last word, they may have been under way." : ": deleted before linking."),
        IsWarning: isCrash);

    private static AuditFault Twice(Run run, long no) => new(
        null, string.Create(CultureInfo.InvariantCulture, $"Number {no} of {run.Node} is used twice: added by hand."));

    private static IEnumerable<(long First, long Last)> Ranges(string text) => text.Split(',')
        .Select(r => r.Split('-'))
        .Select(r => (long.Parse(r[0], CultureInfo.InvariantCulture), long.Parse(r[1], CultureInfo.InvariantCulture)));

    private sealed class Run(string node)
    {
        public string Node { get; } = node;

        public List<(long First, long Last, DateTimeOffset At)> Ranges { get; } = [];

        public List<(long First, long Last)> Voids { get; } = [];

        public bool Ended { get; set; }
    }
}
