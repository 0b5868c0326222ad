// What is used of three.js, so that the rest stays out of the bundle.

export {
  BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, DynamicDrawUsage,
  HemisphereLight, LineBasicMaterial, LineSegments, Mesh, MeshLambertMaterial, OrthographicCamera, PerspectiveCamera,
  Points, PointsMaterial, Scene, ShaderMaterial, WebGLRenderer,
} from "three";
export { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
