using System.CommandLine;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub init DIR</c></summary>
internal static class InitVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder to write; it is made when it does not exist.",
        };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already." };
        var command = new Command("init", "Write a commented configuration folder that works as it is.")
        {
            folder, force,
        };
        command.SetAction(run =>
        {
            var directory = Path.GetFullPath(run.GetRequiredValue(folder));
            var files = ExampleFolder.Files();
            var existing = ConfigurationFolder.Existing(directory, files);
            if (existing.Count > 0 && !run.GetValue(force))
                return run.Fail(ExitCode.Fault,
                    [.. existing.Select(f => $"{f}: exists already"),
                     "Nothing was written. --force replaces these files."]);
            ConfigurationFolder.Write(directory, files);
            ConfigurationFolder.EnsureKey(directory);
            run.Say($"Wrote {files.Count} files to {directory}:");
            foreach (var file in files.Keys)
                run.Say("  " + file);
            run.Say($"  {KeysSection.UsualFolder}/  the key of message content: keep a copy apart from the data's backups");
            run.Say($"Next: edit them, then  hub check {run.GetRequiredValue(folder)}  and  hub run --config "
                + run.GetRequiredValue(folder));
            return ExitCode.Done;
        });
        return command;
    }
}
