using System.Globalization;

namespace IntegrationHub.Hub.Simulation;

/// <summary>What a hospital system writes about itself, and how it numbers things.</summary>
/// <param name="Facility">MSH-4.</param>
/// <param name="Charset"><c>UTF-8</c> or <c>GB18030</c>.</param>
/// <param name="Clock">The time of the system.</param>
internal sealed record HisSystem(string Facility, string Charset, TimeProvider Clock)
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static int last;

    /// <summary>Local time without an offset, as most systems write it.</summary>
    public string Now => At(Clock.GetUtcNow());

    public static string At(DateTimeOffset time) => time.ToOffset(China).ToString("yyyyMMddHHmmss",
        CultureInfo.InvariantCulture);

    /// <summary>A number never used before, also after a restart.</summary>
    public string Next(string prefix) => string.Create(CultureInfo.InvariantCulture,
        $"{prefix}{Clock.GetUtcNow().ToOffset(China):yyMMddHHmmss}{Interlocked.Increment(ref last) % 1000:D3}");

    /// <summary>MSH and the segments after it, ended by CR.</summary>
    public string Message(string @event, string structure, params IEnumerable<string> segments)
    {
        // Systems that write GB18030 mostly leave MSH-18 empty: the channel's setting must do.
        var charset = Charset == "UTF-8" ? "UNICODE UTF-8" : "";
        var parts = @event.Split('^');
        string[] all =
        [
            $@"MSH|^~\&|HIS|{Facility}|HUB|HUB|{Now}||{parts[0]}^{parts[1]}^{structure}|{Next("SIM")}|P|2.5.1"
                + $"|||||CHN|{charset}",
            .. segments,
        ];
        return string.Join('\r', all) + "\r";
    }

    public string Pid(SyntheticPatient p) =>
        $"PID|1||{p.LocalNumber(Facility)}^^^{Facility}^MR~{p.IdNumber}^^^^NI||{p.Name}||{p.Born:yyyyMMdd}|"
        + $"{(p.Male ? "M" : "F")}|||{p.Address}^^资宁市^^641999^CHN||{p.Phone}";

    /// <summary>A visit: <paramref name="patientClass"/> O outpatient, I inpatient, E emergency.</summary>
    public string Pv1(string patientClass, string visit, string department, string doctor, DateTimeOffset from,
        DateTimeOffset? to = null) =>
        $"PV1|1|{patientClass}|{department}^^^{Facility}||||{doctor}||||||||||||{visit}^^^^VN"
        + new string('|', 25) + At(from) + (to is { } end ? "|" + At(end) : "");
}
