using System.CommandLine;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary>All verbs of <c>hub</c>.</summary>
internal static class CommandTree
{
    private const string About = """
        IntegrationHub connects the hospitals of a medical consortium: HL7 v2 in, FHIR R4 stored and shared, HL7 v2 out.

        Start here:  hub demo                     everything in one process, with live synthetic traffic
        Then:        hub init DIR; hub check DIR; hub run --config DIR

        Exit codes:  0 done, 1 input or configuration at fault, 2 wrong usage, 3 a needed service cannot be reached
        """;

    // A stopping hub finishes what it has begun; only then, or after this long, the process ends.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    public static RootCommand Create()
    {
        RootCommand root = new(About)
        {
            DemoVerb.Create(),
            RunVerb.Create(),
            InitVerb.Create(),
            CheckVerb.Create(),
            ConvertVerb.Create(),
            SendVerb.Create(),
            MessagesVerb.Create(),
            TraceVerb.Create(),
            DeadLettersVerb.Create(),
            ReplayVerb.Create(),
            SimulateVerb.Create(),
        BenchVerb.Create(),
            TokenVerb.Create(),
            ClientVerb.Create(),
            UserVerb.Create(),
            AccessVerb.Create(),
            MigrateVerb.Create(),
            AuditVerb.Create(),
            KeysVerb.Create(),
        };
        root.HelpName = "hub";
        return root;
    }

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration? io = null)
    {
        var parsed = Create().Parse(args);
        var code = await parsed.InvokeAsync(io ?? new() { ProcessTerminationTimeout = StopPatience });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
