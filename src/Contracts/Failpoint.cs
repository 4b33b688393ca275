using System.Diagnostics;

namespace IntegrationHub.Contracts;

/// <summary>
/// Places where a fault test can kill or freeze the process. Calls exist in builds made with
/// <c>-p:HubFailpoints=true</c> only; in every other build the compiler removes them.
/// </summary>
/// <remarks>
/// <c>HUB_FAILPOINT=name:nth[:crash|hang]</c>: at the nth time <c>name</c> is passed the process ends at once
/// (<c>crash</c>, the default) or this thread stops for ever (<c>hang</c>). Names: docs/operations.md.
/// </remarks>
public static class Failpoint
{
#if HUB_FAILPOINTS
    private static readonly (string Name, int Nth, bool Hang) Armed = Read();
    private static int passed;
#endif

    /// <summary>Passes the place <paramref name="name"/>.</summary>
    /// <param name="name">Stage and moment, e.g. <c>journal.before-commit</c>.</param>
    [Conditional("HUB_FAILPOINTS")]
    public static void Pass(string name)
    {
#if HUB_FAILPOINTS
        if (name != Armed.Name || Interlocked.Increment(ref passed) != Armed.Nth)
            return;
        Console.Error.WriteLine($"failpoint {name} reached ({(Armed.Hang ? "hang" : "crash")})");
        if (!Armed.Hang)
            Process.GetCurrentProcess().Kill();
        using var never = new ManualResetEventSlim();
        never.Wait();
#else
        _ = name;
#endif
    }

#if HUB_FAILPOINTS
    private static (string, int, bool) Read()
    {
        var parts = (Environment.GetEnvironmentVariable("HUB_FAILPOINT") ?? "").Split(':');
        return parts.Length < 2 ? ("", 0, false)
            : (parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
               parts.Length > 2 && parts[2] == "hang");
    }
#endif
}
