using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Roles;

/// <summary>What must hold before the first message is taken (RELIABILITY §7): otherwise the hub says why and
/// ends.</summary>
internal static class StartChecks
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>Migrates the exchange's database and checks its settings. Waits a minute for a database that
    /// boots.</summary>
    /// <returns>0, or an exit code with every reason.</returns>
    public static async Task<(int Code, IReadOnlyList<string> Reasons)> DatabaseAsync(
        HubDb db, TimeProvider clock, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (true)
            try
            {
                await db.MigrateAsync(ct);
                var errors = await db.SelfCheckAsync(ct);
                return errors.Count == 0 ? (ExitCode.Done, []) : (ExitCode.Fault, [.. errors.Select(Say)]);
            }
            catch (SchemaMismatchException e)
            {
                return (ExitCode.Fault, [e.Message]);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (clock.GetElapsedTime(since) > DatabasePatience)
                    return (ExitCode.Unreachable,
                        ["The exchange's database cannot be reached: " + e.GetBaseException().Message]);
                await Task.Delay(Between, clock, ct);
            }
    }

    private static string Say(HubError error) => error.Path is null ? error.Text : $"{error.Path}: {error.Text}";
}
