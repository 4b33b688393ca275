using System.Globalization;
using System.Security.Cryptography;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>
/// A folder with one file <c>ID.key</c> per key (32 bytes in base64). The file <c>active</c> names the key in use;
/// without it the newest id is.
/// </summary>
public sealed class FolderKeys(string folder) : IKeyProvider
{
    private const string Ending = ".key";
    private const string ActiveFile = "active";
    private const long MostBytes = 4_096;

    /// <summary>The folder, absolute.</summary>
    public string Folder => folder;

    /// <inheritdoc />
    public Result<KeyRing> Read()
    {
        var (keys, errors) = (new List<DataKey>(), new List<HubError>());
        foreach (var file in Files())
        {
            if (ReadFile(file).TryGet(out var key, out var failures))
                keys.Add(key);
            else
                errors.AddRange(failures);
        }
        if (keys.Count == 0 && errors.Count == 0)
            errors.Add(Wrong("There is no key in this folder: \"hub keys new\" makes one.", folder));
        var active = ActiveName() ?? keys.Select(k => k.Id).Max(StringComparer.Ordinal);
        if (errors.Count == 0 && keys.All(k => k.Id != active))
            errors.Add(Wrong($"The key {active} is to be used and is not in this folder.", Path.Combine(folder, ActiveFile)));
        return errors.Count > 0 ? Result<KeyRing>.Failed(errors) : new KeyRing(keys, active!);
    }

    /// <summary>Adds a key that only this account may read. It is not used before <see cref="Activate"/>.</summary>
    /// <returns>Its id: the day, and a number.</returns>
    public string Add(DateTimeOffset now)
    {
        MakeFolder();
        var known = Files().Select(Path.GetFileNameWithoutExtension).ToList();
        if (known.Count > 0 && ActiveName() is null)
            Activate(known.Max(StringComparer.Ordinal)!); // the newest id would be in use at once
        var day = now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var id = Enumerable.Range(1, 999).Select(n => $"k{day}-{n:000}").First(n => !known.Contains(n));
        Write(id + Ending, Convert.ToBase64String(RandomNumberGenerator.GetBytes(DataKey.Length)));
        return id;
    }

    /// <summary>New rows are sealed with this key from the next start on.</summary>
    public void Activate(string id) => Write(ActiveFile, id);

    private IEnumerable<string> Files() => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)
        : [];

    private string? ActiveName()
    {
        var file = Path.Combine(folder, ActiveFile);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static Result<DataKey> ReadFile(string file)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes
                ? Wrong("This is no key: the file is too large.", file)
                : KeyText.One(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong("The key cannot be read: give the hub's account the right to.", file);
        }
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Written beside and moved, so that a crash never leaves half a key.
    private void Write(string name, string text)
    {
        var (path, draft) = (Path.Combine(folder, name), Path.Combine(folder, $"{name}.new"));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(draft, options))
            file.Write(text + "\n");
        File.Move(draft, path, overwrite: true);
    }

    private static HubError Wrong(string text, string place) => new(HubErrorCode.ConfigurationInvalid, text, place);
}
