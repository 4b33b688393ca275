using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>What every SQLite file of the hub must pass at start: exchange and journal.</summary>
internal static class SqliteFileChecks
{
    /// <summary>Free space below which the hub does not start; messages are refused well before the disk is
    /// full.</summary>
    public const long LeastFreeBytes = 1L << 30;

    private static readonly string[] Remote =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs", "9p"];

    /// <summary>Write-ahead log, synchronous=FULL, local disk, whole pages, free space.</summary>
    public static async Task<IReadOnlyList<HubError>> RunAsync(SqlSession session, string file, CancellationToken ct)
    {
        var errors = new List<HubError>();
        if (await TextAsync("pragma journal_mode") != "wal")
            Add("journal_mode", "The file does not use a write-ahead log: move it to a local disk.");
        if (await TextAsync("pragma synchronous") != "2")
            Add("synchronous", "A power cut would lose acknowledged messages: synchronous must be FULL.");
        if (await TextAsync("pragma quick_check(1)") != "ok")
            Add("quick_check", "The file is damaged: stop, keep a copy, and restore the last backup.");
        if (FileSystemOf(file) is { } system && Remote.Contains(system))
            Add("file system", $"SQLite is not safe on {system}: put the data directory on a local disk.");
        if (new DriveInfo(Path.GetFullPath(file)).AvailableFreeSpace < LeastFreeBytes)
            Add("disk", "Less than 1 GiB is free: make room or move the data directory.");
        return errors;

        async Task<string> TextAsync(string sql) =>
            (await session.QueryAsync(sql, r => r.GetValue(0).ToString() ?? "", [], ct)).FirstOrDefault() ?? "";

        void Add(string path, string text) =>
            errors.Add(new(HubErrorCode.ConfigurationInvalid, text, $"{file}: {path}"));
    }

    /// <summary>Type of the file system a file lies on, from /proc/mounts; null where there is none.</summary>
    private static string? FileSystemOf(string file)
    {
        const string mounts = "/proc/mounts";
        if (!File.Exists(mounts))
            return null;
        var path = Path.GetFullPath(file);
        return File.ReadLines(mounts)
            .Select(line => line.Split(' '))
            .Where(parts => parts.Length > 2 && Below(path, parts[1].Replace("\\040", " ", StringComparison.Ordinal)))
            .MaxBy(parts => parts[1].Length)?[2];
    }

    private static bool Below(string path, string mount) =>
        mount == "/" || path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);
}
