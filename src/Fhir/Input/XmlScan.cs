using System.Text;
using System.Xml;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>One pass over XML before the SDK reads it: well-formed, no DTD, not too deep.</summary>
internal static class XmlScan
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>A reader that never follows anything outside the body. Comes after <see cref="TextScan"/>: the body is
    /// UTF-8 whatever its declaration says, as FHIR demands.</summary>
    public static XmlReader Reader(ReadOnlyMemory<byte> xml) =>
        XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml.Span)), Settings);

    public static bool Check(ReadOnlyMemory<byte> xml, List<HubError> faults)
    {
        try
        {
            using var reader = Reader(xml);
            while (reader.Read())
            {
                if (reader.Depth < InputLimits.Depth)
                    continue;
                var at = (IXmlLineInfo)reader;
                faults.Add(HubError.LimitExceeded("Nesting", InputLimits.Depth) with
                {
                    Line = at.LineNumber,
                    Column = at.LinePosition,
                });
                return false;
            }

            return true;
        }
        catch (XmlException e)
        {
            faults.Add(new(HubErrorCode.Unreadable, "The body is not XML here; a DTD and entities are not allowed.")
            {
                Line = Math.Max(e.LineNumber, 1),
                Column = Math.Max(e.LinePosition, 1),
            });
            return false;
        }
    }
}
