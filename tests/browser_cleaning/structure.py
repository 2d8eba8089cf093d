"""The tags that say how a file is built: they may be left after cleaning, and no others."""

import re

_NAMES = """
FileType FileTypeExtension MIMEType ExifByteOrder ImageWidth ImageHeight EncodingProcess
BitsPerSample ColorComponents YCbCrSubSampling
JFIFVersion ResolutionUnit XResolution YResolution Orientation
DCTEncodeVersion APP14Flags0 APP14Flags1 ColorTransform
BitDepth ColorType Compression Filter Interlace AnimationFrames AnimationPlays Gamma SRGBRendering
GIFVersion HasColorMap ColorResolutionDepth BitsPerPixel BackgroundColor PixelAspectRatio
AnimationIterations TransparentColor FrameCount Duration
WebP_Flags VP8Version HorizontalScale VerticalScale AlphaPreprocessing AlphaFiltering
AlphaCompression AlphaIsUsed AnimationLoopCount
MajorBrand MinorVersion CompatibleBrands HandlerType HandlerClass ColorProfiles ColorPrimaries
TransferCharacteristics MatrixCoefficients VideoFullRangeFlag MediaDataSize MediaDataOffset
MediaData PrimaryItemReference ImageSpatialExtent ImagePixelDepth Rotation Free Unknown_free Wide
MovieHeaderVersion TimeScale PreferredRate PreferredVolume MatrixStructure PreviewTime
PreviewDuration PosterTime SelectionTime SelectionDuration CurrentTime NextTrackID
TrackHeaderVersion TrackID TrackDuration TrackLayer TrackVolume Unknown_edts MediaHeaderVersion
MediaTimeScale MediaDuration MediaLanguageCode GraphicsMode OpColor CompressorID SourceImageWidth
SourceImageHeight AVCConfiguration Balance AudioFormat AudioChannels AudioBitsPerSample
AudioSampleRate Unknown_esds TimeToSampleTable SampleToChunk SampleSizes ChunkOffset
SampleGroupDescription SampleToGroup SyncSampleTable CompositionTimeToSample Unknown_dref
VideoFrameRate BitrateInfo PixelAspectRatio BufferSize MaxBitrate AverageBitrate
CompositionToDecodeTimelineMapping PurchaseFileFormat Unknown_wave IdependentAndDisposableSamples
BlockSizeMin BlockSizeMax FrameSizeMin FrameSizeMax SampleRate Channels TotalSamples MD5Signature
MPEGAudioVersion AudioLayer AudioBitrate ChannelMode MSStereo IntensityStereo CopyrightFlag
OriginalMedia Emphasis VBRFrames VBRBytes VBRScale VorbisVersion NominalBitrate OpusVersion
OutputGain Encoding NumChannels AvgBytesPerSec
EBMLVersion EBMLReadVersion EBMLMaxIDLength EBMLMaxSizeLength DocType DocTypeVersion
DocTypeReadVersion SeekID SeekPosition TimecodeScale TrackNumber TrackUID TrackLacing TrackLanguage
TrackDefault CodecID TrackType VideoScanType CodecPrivate Matroska_0x16bb CRC-32
CueTime CueTrack CueClusterPosition Matroska_0x0070 Matroska_0x16aa Unknown_btrt LayoutFlags
PDFVersion Linearized PageCount
ZipRequiredVersion ZipBitFlag ZipCompression ZipCRC ZipCompressedSize ZipUncompressedSize
ZipFileName
"""
_STRUCTURAL = set(_NAMES.split())
_DECODER = re.compile(
    r"(General|HEVC|AV1|Seq|Min|Max|Gen|Chroma|Bit|Average|Constant|Num|Temporal|Parallelism|"
    r"Constraint|High|Twelve|Initial)\w*$"
)
_EMPTY = re.compile(r"[\s\0]*$|0000:00:00 00:00:00$|2001:01:01 00:00:00Z$|1980:01:01 00:00:00$")
"""Blanked where it stands: times of zero (Matroska counts from 2001), names of spaces, and the
earliest time of a zip file."""


def not_structural(tags: dict[str, str]) -> dict[str, str]:
    """What of the tags says more than how the file is built."""
    return {
        name: value
        for name, value in tags.items()
        if (last := name.rpartition(":")[2]) not in _STRUCTURAL
        and not _DECODER.match(last)
        and (last, value) != ("Encoder", "LAME")  # that an MP3 has a header, whoever wrote it
        and not _EMPTY.match(value)
    }
