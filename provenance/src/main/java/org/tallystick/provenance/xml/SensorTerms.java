package org.tallystick.provenance.xml;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What sensors measure and warn of, in GS1's web vocabulary: {@code gs1:Temperature} in XML, {@code Temperature} in JSON.
 *
 * <p>JSON has bare words for those of CBV 2.0 only. Official examples have others ({@code gs1:Molar_concentration}), which
 * stay {@code gs1:}: a URI that the schema takes.
 */
final class SensorTerms {
    private static final Pattern GS1 =
            Pattern.compile("(?:gs1:|https?://(?:www\\.)?gs1\\.org/voc/|https://ref\\.gs1\\.org/voc/)([A-Za-z_]+)");

    /** CBV 2.0's measurement types, as GS1's JSON Schema lists them. */
    static final Set<String> MEASUREMENT_TYPES = Set.of("""
            AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
            AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
            Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate
            DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy
            Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum
            Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential
            Mass MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy
            MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity Resistance
            Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque
            Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber
            """.strip().split("\\s+"));

    static final Set<String> ALERTS = Set.of("ALARM_CONDITION", "ERROR_CONDITION");

    private SensorTerms() {}

    /** The bare word where JSON has one, else the value as it came. */
    static String word(String value) {
        Matcher gs1 = GS1.matcher(value);
        if (!gs1.matches()) {
            return value;
        }
        String word = gs1.group(1);
        return MEASUREMENT_TYPES.contains(word) || ALERTS.contains(word) ? word : "gs1:" + word;
    }
}
