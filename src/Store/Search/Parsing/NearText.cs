using System.Globalization;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Reads <c>latitude|longitude|distance|units</c> of Location's <c>near</c> (FHIR R4, location.html).</summary>
internal static class NearText
{
    /// <summary>Kilometres when no distance is said.</summary>
    public const double Usual = 50;

    /// <summary>Most kilometres: within them the earth is flat enough for the distance that is computed.</summary>
    public const double Most = 1_000;

    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        ["km"] = 1,
        ["m"] = 0.001,
        ["[mi_us]"] = 1.609347219,
        ["mi"] = 1.609344,
    };

    public static Result<NearPlace> Read(string value, string asked)
    {
        var parts = value.Split('|');
        var unit = parts.Length > 3 && parts[3].Length > 0 ? parts[3] : "km";
        var distance = Usual;
        return parts.Length is >= 2 and <= 4 && Number(parts[0], out var latitude) && Math.Abs(latitude) <= 90
            && Number(parts[1], out var longitude) && Math.Abs(longitude) <= 180
            && (parts.Length < 3 || parts[2].Length == 0 || Number(parts[2], out distance))
            && Units.TryGetValue(unit, out var length) && distance * length is >= 0 and <= Most
            ? new NearPlace(latitude, longitude, distance * length)
            : HubError.FieldMalformed(
                asked, "latitude|longitude|distance|unit, as in 30.57|104.06|20|km; at most 1,000 km, in km, m or [mi_us]");
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
