using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Hub.Simulation;

/// <summary>One hospital system that sends.</summary>
/// <param name="Member">Whose it is.</param>
/// <param name="Superior">Where it refers to; null: nowhere.</param>
/// <param name="System">How it writes.</param>
/// <param name="Link">Its connection to the hub.</param>
internal sealed record TrafficSource(string Member, string? Superior, HisSystem System, HisLink Link);

/// <summary>Plays synthetic traffic: episodes of many patients overlap, each hospital sends one message at a
/// time.</summary>
internal sealed class TrafficPlayer(
    IReadOnlyList<TrafficSource> sources, double perSecond, Random dice, TimeProvider clock, ILogger<TrafficPlayer> log)
{
    private const int Patients = 240;
    private static readonly TimeSpan Resend = TimeSpan.FromSeconds(3);

    private readonly PriorityQueue<(IReadOnlyList<EpisodeStep> Steps, int At), DateTimeOffset> due = new();
    private readonly Dictionary<string, TrafficSource> byMember = sources.ToDictionary(s => s.Member);
    private long sent;
    private long refused;

    /// <summary>Messages acknowledged positively.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Messages refused.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Plays until stopped, or until <paramref name="most"/> messages were sent.</summary>
    public async Task RunAsync(long most, CancellationToken ct)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond), clock);
        while (Sent + Refused < most && await pace.WaitForNextTickAsync(ct))
        {
            if (!due.TryPeek(out _, out var at) || at > clock.GetUtcNow())
                due.Enqueue((NewEpisode(), 0), clock.GetUtcNow());
            var (steps, index) = due.Dequeue();
            await SendAsync(steps[index], ct);
            if (index + 1 < steps.Count)
                due.Enqueue((steps, index + 1), clock.GetUtcNow() + steps[index + 1].After);
        }
    }

    private IReadOnlyList<EpisodeStep> NewEpisode()
    {
        var patient = SyntheticPatient.Of(dice.Next(Patients));
        var source = sources[dice.Next(sources.Count)];
        var kind = dice.Next(10);
        if (kind < 3 && source.Superior is { } above && byMember.TryGetValue(above, out var superior))
            return Episode.ReferralUp(source.Member, above, patient, dice, source.System, superior.System);
        return kind < 8
            ? Episode.LaboratoryVisit(source.Member, patient, dice, source.System)
            : Episode.Booking(source.Member, patient, dice, source.System);
    }

    // A hospital system sends again until it is answered; the same bytes, so nothing is doubled.
    private async Task SendAsync(EpisodeStep step, CancellationToken ct)
    {
        var source = byMember[step.Member];
        var bytes = Encoding.GetEncoding(source.System.Charset).GetBytes(step.Write(source.System));
        while (true)
        {
            try
            {
                if (await source.Link.SendAsync(bytes, ct) is { } answer)
                {
                    Count(answer, source.Member);
                    return;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException)
            {
                SimulationLog.NotAnswered(log, source.Member, e.Message);
            }
            await Task.Delay(Resend, clock, ct);
        }
    }

    private void Count(byte[] answer, string member)
    {
        var text = Encoding.UTF8.GetString(answer);
        if (text.Contains("\rMSA|AA|", StringComparison.Ordinal)
            || text.Contains("\rMSA|CA|", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref sent);
            return;
        }
        Interlocked.Increment(ref refused);
        SimulationLog.Refused(log, member);
    }
}
