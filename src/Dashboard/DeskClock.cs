using System.Globalization;

namespace IntegrationHub.Dashboard;

/// <summary>Shows moments in the time zone of the desk; everything inside is UTC.</summary>
public sealed class DeskClock
{
    private readonly TimeProvider clock;

    /// <summary>Takes the zone from the options.</summary>
    /// <param name="options">Names the zone.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="TimeZoneNotFoundException">The system does not know the zone.</exception>
    public DeskClock(OpsOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (Zone, this.clock) = (TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone), clock);
    }

    /// <summary>Time zone of the pages.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>.</summary>
    public string Second(DateTimeOffset at) => Show(at, "yyyy-MM-dd HH:mm:ss");

    /// <summary><c>HH:mm:ss.fff</c>.</summary>
    public string Millisecond(DateTimeOffset at) => Show(at, "HH:mm:ss.fff");

    /// <summary>As an <c>input type=datetime-local</c> wants it.</summary>
    public string Field(DateTimeOffset? at) => at is { } moment ? Show(moment, "yyyy-MM-dd'T'HH:mm:ss") : "";

    private string Show(DateTimeOffset at, string format) =>
        TimeZoneInfo.ConvertTime(at, Zone).ToString(format, CultureInfo.InvariantCulture);
}
