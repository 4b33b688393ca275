using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>Refused frames and what an operator set.</summary>
public static class JournalDesk
{
    private const string AddRefused = """
        insert into refused (id, channel, at, remote, msh4, msh10, event, ack_code, errors, size, raw)
        values (@id, @channel, @at, @remote, @msh4, @msh10, @event, @code, @errors, @size, @raw)
        """;

    private const string TrimRefused = """
        delete from refused where seq <= (select max(seq) from refused) - @most
        """;

    private const string SetStopped = """
        insert into channel_setting (channel, stopped, by, at) values (@channel, @stopped, @by, @now)
        on conflict (channel) do update set stopped = excluded.stopped, by = excluded.by, at = excluded.at
        """;

    /// <summary>Counts a refused frame and keeps its first bytes and every reason.</summary>
    public static Guid Refuse(this JournalSession session, RefusedFrame frame)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(frame);
        var id = Guid.CreateVersion7(frame.At);
        var kept = frame.Raw[..Math.Min(frame.Raw.Length, session.Options.RefusedBytes)];
        session.Execute(AddRefused,
            ("@id", id.Text()), ("@channel", frame.Channel), ("@at", frame.At.ToUnixTimeMilliseconds()),
            ("@remote", frame.Remote), ("@msh4", frame.Facility), ("@msh10", frame.ControlId),
            ("@event", frame.Event), ("@code", frame.AckCode), ("@errors", JournalText.List(frame.Errors) ?? "[]"),
            ("@size", frame.Size),
            ("@raw", session.Sealer.Seal(kept.Span, SealedPlace.Refused(id))));
        session.Execute(TrimRefused, ("@most", session.Options.RefusedFrames));
        session.Count(frame.Channel, Tally.Refused);
        session.Count(frame.Channel, Tally.LastAt, frame.At.ToUnixTimeMilliseconds());
        return id;
    }

    /// <summary>Remembers what an operator wants, over restarts.</summary>
    public static void SetChannel(
        this JournalSession session, string channel, bool stopped, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute(SetStopped, ("@channel", channel), ("@stopped", stopped ? 1L : 0L), ("@by", by),
            ("@now", now.ToUnixTimeMilliseconds()));
    }

    /// <summary>Channels an operator stopped.</summary>
    public static IReadOnlySet<string> StoppedChannels(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query("select channel from channel_setting where stopped = 1", r => r.GetString(0))
            .ToHashSet(StringComparer.Ordinal);
    }
}
