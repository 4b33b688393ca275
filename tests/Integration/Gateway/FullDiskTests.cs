using System.Diagnostics;
using IntegrationHub.Contracts;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>A real, small file system: what happens before it is full, and when it is.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reserve_refuses_before_the_disk_is_full_so_that_what_was_taken_is_still_published()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 24);
        await using var rig = new GatewayRig { Disk = disk.Path, Limits = new() { DiskReserveShare = 0.5 } };
        rig.Bus.Before = (m, _) => m is MessageConverted ? throw new InvalidOperationException("No broker.") : Task.CompletedTask;
        await rig.StartAsync();
        var (taken, refused) = await SendUntilRefusedAsync(rig);

        rig.Bus.Before = (_, _) => Task.CompletedTask;
        await Eventually.TrueAsync(() => Published(rig) == taken, "all published");

        Assert.Contains(nameof(HubErrorCode.NotNow), refused, StringComparison.Ordinal);
        Assert.Equal(taken, rig.Journal.Counts("his").Received);
    }

    [Fact]
    public async Task A_full_disk_is_never_acknowledged_loses_nothing_and_goes_on_when_there_is_room()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 4);
        await using var rig = await new GatewayRig
        {
            Disk = disk.Path,
            Limits = new() { DiskReserveBytes = 0 },
        }.StartAsync();
        var (taken, refused) = await SendUntilRefusedAsync(rig);
        Assert.Contains(nameof(HubErrorCode.NotNow), refused, StringComparison.Ordinal);

        await disk.GrowAsync();
        await using var his = new SimulatedHis(rig.Port());
        for (var i = 0; i <= taken; i++) // all that was said before is said again, the refused one too
            Assert.Contains("MSA|AA|", await his.SendAsync(Large(i), Ct), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Published(rig) == taken + 1, "all published");

        Assert.Equal((taken + 1, taken), (rig.Journal.Counts("his").Received, rig.Journal.Counts("his").Duplicates));
    }

    private static int Published(GatewayRig rig) =>
        rig.Bus.Of<MessageConverted>().Select(m => m.MessageId).Distinct().Count();

    private static async Task<(long Taken, string Refused)> SendUntilRefusedAsync(GatewayRig rig)
    {
        await using var his = new SimulatedHis(rig.Port());
        for (var i = 0; i < 1_000; i++)
        {
            var answer = await his.SendAsync(Large(i), Ct);
            if (!answer.Contains("MSA|AA|", StringComparison.Ordinal))
                return (i, answer);
        }
        throw new InvalidOperationException("The small disk took everything.");
    }

    private static string Large(int number) =>
        SampleMessages.OruR01(1, controlId: $"M{number}") + "NTE|1||" + new string('x', 20_000) + "\r";

    private sealed class SmallDisk : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hub-disk-").FullName;

        public static async Task<SmallDisk> MountAsync(int megabytes)
        {
            if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
                Assert.Skip("Mounting a small disk needs Linux and root.");
            var disk = new SmallDisk();
            await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "hub-test", disk.Path);
            return disk;
        }

        public Task GrowAsync() => RunAsync("mount", "-o", "remount,size=64m", Path);

        public void Dispose()
        {
            using var umount = Process.Start("umount", ["-l", Path]);
            umount.WaitForExit();
            Directory.Delete(Path, recursive: true);
        }

        private static async Task RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            await process.WaitForExitAsync(Ct);
            Assert.Equal(0, process.ExitCode);
        }
    }
}
