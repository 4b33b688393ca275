using System.CommandLine;

namespace IntegrationHub.Hub.Cli;

/// <summary>Where a verb speaks: results on standard output, everything else on standard error.</summary>
internal static class Told
{
    public static void Say(this ParseResult run, string text) => run.InvocationConfiguration.Output.WriteLine(text);

    /// <summary>Says what is wrong and returns the exit code.</summary>
    public static int Fail(this ParseResult run, int code, params IEnumerable<string> lines)
    {
        foreach (var line in lines)
            run.InvocationConfiguration.Error.WriteLine(line);
        return code;
    }
}
