namespace IntegrationHub.Store.Journal;

/// <summary>Holds a data directory for one process. Two writers of stream numbers would tear the order apart.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    public static DataDirectoryLock Take(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "gateway.lock");
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return new(file);
        }
        catch (IOException e)
        {
            throw new JournalRefusedException(
                $"The data directory {directory} is in use by another process: stop that one, or give this gateway " +
                "a directory of its own.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
