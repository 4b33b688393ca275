using System.CommandLine;
using IntegrationHub.Hub.Cli;

namespace IntegrationHub.Unit.Hub;

/// <summary>Runs a command line as the executable does.</summary>
internal static class CommandLine
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var io = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = await CommandTree.RunAsync(args, io);
        return (code, io.Output.ToString()!, io.Error.ToString()!);
    }
}
