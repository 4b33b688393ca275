using System.Globalization;

namespace IntegrationHub.Fhir;

/// <summary>Check digits of Chinese identity numbers: GB 11643 (residents) and GB 32100 (organisations).</summary>
public static class ChineseId
{
    private const string PersonCheck = "10X98765432";
    private const string CreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // without I O S V Z

    private static ReadOnlySpan<byte> PersonWeights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private static ReadOnlySpan<byte> CreditWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    // GB/T 2260 provinces; 83 is used for residents of Taiwan with a residence permit.
    private static ReadOnlySpan<byte> Provinces =>
    [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
        50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
    ];

    /// <summary>
    /// True for 18 characters with a known province, a calendar date of birth and the right check digit.
    /// </summary>
    /// <remarks>Source: GB 11643-1999, MOD 11-2. A lower-case <c>x</c> is not accepted here: normalise first.</remarks>
    public static bool IsValidIdNumber(ReadOnlySpan<char> text)
    {
        if (text.Length != 18 || text[..17].ContainsAnyExceptInRange('0', '9'))
            return false;
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += (text[i] - '0') * PersonWeights[i];
        return PersonCheck[sum % 11] == text[17]
            && Provinces.Contains((byte)(((text[0] - '0') * 10) + text[1] - '0'))
            && TryBirthDate(text, out _);
    }

    /// <summary>The date of birth inside a valid ID number.</summary>
    public static DateOnly? BirthDate(ReadOnlySpan<char> idNumber) =>
        IsValidIdNumber(idNumber) && TryBirthDate(idNumber, out var date) ? date : null;

    /// <summary>True for a man, false for a woman, null when the number is not valid.</summary>
    public static bool? IsMale(ReadOnlySpan<char> idNumber) =>
        IsValidIdNumber(idNumber) ? (idNumber[16] - '0') % 2 == 1 : null;

    /// <summary>True for a unified social credit code with the right check character.</summary>
    /// <remarks>Source: GB 32100-2015, MOD 31.</remarks>
    public static bool IsValidCreditCode(ReadOnlySpan<char> text)
    {
        if (text.Length != 18)
            return false;
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            var value = CreditAlphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (value < 0)
                return false;
            sum += value * CreditWeights[i];
        }

        return CreditAlphabet[(31 - (sum % 31)) % 31] == text[17];
    }

    /// <summary>True for six digits that begin with a known province (GB/T 2260).</summary>
    public static bool IsDivisionCode(ReadOnlySpan<char> text) =>
        text.Length == 6 && !text.ContainsAnyExceptInRange('0', '9')
        && Provinces.Contains((byte)(((text[0] - '0') * 10) + text[1] - '0'));

    private static bool TryBirthDate(ReadOnlySpan<char> idNumber, out DateOnly date) =>
        DateOnly.TryParseExact(
            idNumber.Slice(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        && date.Year >= 1850;
}
