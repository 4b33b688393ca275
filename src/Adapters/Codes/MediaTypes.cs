namespace IntegrationHub.Adapters;

/// <summary>Tables 0191 and 0291 as media types.</summary>
internal static class MediaTypes
{
    /// <summary>The media type of a document, null when the sender does not say.</summary>
    /// <param name="type">ED.2 or RP.3.</param>
    /// <param name="subtype">ED.3 or RP.4.</param>
    public static string? Of(string? type, string? subtype)
    {
        if (type?.Contains('/', StringComparison.Ordinal) == true)
            return type.ToLowerInvariant();
        if (subtype?.Contains('/', StringComparison.Ordinal) == true)
            return subtype.ToLowerInvariant();
        return (type?.ToUpperInvariant(), subtype?.ToUpperInvariant()) switch
        {
            (_, "PDF") => "application/pdf",
            (_, "JPEG" or "JPG") => "image/jpeg",
            (_, "PNG") => "image/png",
            (_, "GIF") => "image/gif",
            (_, "TIFF" or "TIF") => "image/tiff",
            (_, "DICOM" or "DCM") => "application/dicom",
            (_, "HTML") => "text/html",
            (_, "XML") => "application/xml",
            (_, "RTF") => "application/rtf",
            (_, "MSWORD" or "DOC") => "application/msword",
            ("TEXT" or "TX" or "FT", _) => "text/plain",
            ("AP" or "APPLICATION", { } other) => "application/" + other.ToLowerInvariant(),
            ("IM" or "IMAGE", { } other) => "image/" + other.ToLowerInvariant(),
            _ => null,
        };
    }
}
