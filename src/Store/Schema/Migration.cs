using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>One numbered step of a schema. Never edited once released: its checksum is kept in the database.</summary>
/// <param name="Number">1, 2, 3 … without gaps.</param>
/// <param name="Name">What it brings, for a person.</param>
/// <param name="Sql">Statements in the words of <see cref="Dialect"/>.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with line ends made equal, hexadecimal.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}
