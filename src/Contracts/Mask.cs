using System.Text.RegularExpressions;

namespace IntegrationHub.Contracts;

/// <summary>How what identifies a person is shown outside clinical views: enough to recognise, too little to know.</summary>
public static partial class Mask
{
    private const string Weights = "79A584216379A5842"; // GB 11643, hexadecimal
    private const string CheckDigits = "10X98765432";

    /// <summary>Text for operations: every identity number and mobile number in it hidden.</summary>
    public static string Text(string? text) =>
        Mobile().Replace(Ids(text), m => m.Value[..3] + "****" + m.Value[^4..]);

    /// <summary>
    /// The same without mobile numbers: control ids and file names, where eleven digits are a counter and must stay
    /// findable.
    /// </summary>
    public static string Ids(string? text) => IdNumber().Replace(
        text ?? "", m => IsIdNumber(m.Value) ? m.Value[..3] + "***********" + m.Value[^4..] : m.Value);

    /// <summary>A person's name: <c>张*</c>.</summary>
    public static string Name(string? name) => string.IsNullOrWhiteSpace(name) ? "" : name.Trim()[..1] + "*";

    /// <summary>A local patient or visit number: its last three characters, and never more than a third of it.</summary>
    public static string Number(string? number)
    {
        var text = number?.Trim() ?? "";
        var shown = Math.Min(3, text.Length / 3);
        return text.Length == 0 ? "" : "***" + text[^shown..];
    }

    /// <summary>Whether 18 characters are a resident identity number with a right check digit (GB 11643).</summary>
    private static bool IsIdNumber(string number)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += (number[i] - '0') * Convert.ToInt32(Weights[i].ToString(), 16);
        return CheckDigits[sum % 11] == char.ToUpperInvariant(number[17]);
    }

    [GeneratedRegex(@"(?<!\d)[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex IdNumber();

    [GeneratedRegex(@"(?<![\d-])1[3-9]\d{9}(?![\d-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Mobile();
}
