using System.CommandLine;
using IntegrationHub.Hub.Bench;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub bench</c>: measures this machine and prints the table of docs/performance.md.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Connection string of an empty database; with --rabbitmq the whole pipeline is measured.",
            HelpName = "CONNECTION",
        };
        var rabbitMq = new Option<Uri?>("--rabbitmq")
        {
            Description = "amqp://USER:PASSWORD@HOST:PORT/VHOST of an empty vhost.",
            HelpName = "URI",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme == "amqp")
                    return uri;
                result.AddError("--rabbitmq is an address such as amqp://hub:PASSWORD@127.0.0.1:5672/hub.");
                return null;
            },
        };
        var rate = new Option<double>("--rate") { Description = "Messages per second offered.", DefaultValueFactory = _ => 100 };
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 5 };
        var command = new Command("bench", "Measure conversion, durable acknowledgement and, with servers given, the whole pipeline.")
        {
            postgres, rabbitMq, rate, minutes,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(postgres) is null != result.GetValue(rabbitMq) is null)
                result.AddError("--postgres and --rabbitmq go together.");
            if (result.GetValue(rate) is <= 0 or > 100_000 || result.GetValue(minutes) is <= 0 or > 1_440)
                result.AddError("--rate is up to 100000 messages/s, --minutes up to 1440.");
        });
        command.SetAction(async (run, ct) =>
        {
            var folder = Directory.CreateTempSubdirectory("hub-bench-").FullName;
            try
            {
                var table = new BenchTable(run);
                table.Begin();
                ConvertBench.Run(table);
                await AckBench.RunAsync(table, folder, ct);
                if (run.GetValue(postgres) is { } database && run.GetValue(rabbitMq) is { } broker)
                    await new PipelineBench(database, broker, run.GetValue(rate), TimeSpan.FromMinutes(run.GetValue(minutes)))
                        .RunAsync(table, folder, ct);
                return ExitCode.Done;
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException or TimeoutException)
            {
                return run.Fail(ExitCode.Unreachable, failure.Message);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
